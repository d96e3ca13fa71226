package io.rehost.observe;

import io.rehost.proxy.ProxyError;
import io.rehost.rule.Protocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Records for the access log. */
final class TestRecord {
  private static final InetSocketAddress CLIENT =
      new InetSocketAddress(InetAddress.ofLiteral("10.1.2.3"), 51234);

  private TestRecord() {}

  /** An exchange that went well. */
  static AccessRecord path(String path) {
    return of("GET", path, "b2.example.com");
  }

  static AccessRecord of(String method, String path, String clientHost) {
    return new AccessRecord(
        1_795_390_142_007L,
        CLIENT,
        method,
        path,
        clientHost,
        "go.advent.2019.co.jp",
        "service-b2",
        new InetSocketAddress(InetAddress.ofLiteral("10.0.0.12"), 443),
        "sni.test",
        Protocol.H2C,
        Protocol.H2,
        true,
        200,
        null,
        12,
        3456,
        7_890_123,
        2_000_000);
  }

  /** One that was refused before its head was read. */
  static AccessRecord refused(InetSocketAddress client, @Nullable ProxyError error, int status) {
    return new AccessRecord(
        0,
        client,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        Protocol.HTTP1,
        null,
        false,
        status,
        error,
        0,
        0,
        999,
        -1);
  }
}
