package io.rehost.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The heads of requests as nearly all clients write them: a registered method, {@code HTTP/1.1},
 * one Host, no Upgrade.
 */
final class RequestHeads {
  private static final byte[] VERSION = " HTTP/1.1".getBytes(US_ASCII);

  private static final Method[] METHODS = {
    Method.of(HttpMethod.GET),
    Method.of(HttpMethod.POST),
    Method.of(HttpMethod.HEAD),
    Method.of(HttpMethod.PUT),
    Method.of(HttpMethod.DELETE),
    Method.of(HttpMethod.PATCH),
    Method.of(HttpMethod.OPTIONS)
  };

  private RequestHeads() {}

  /** The head at the beginning of the bytes; null if it is in another form, or not all there. */
  static @Nullable HttpRequest read(HeadScan scan) {
    for (Method method : METHODS) {
      if (scan.isAt(0, method.start)) {
        return read(scan, method);
      }
    }
    return null;
  }

  private static @Nullable HttpRequest read(HeadScan scan, Method method) {
    int start = method.start.length;
    int end = scan.endOfVisible(start);
    int lineEnd = end + VERSION.length;
    boolean known =
        end > start
            && scan.isAt(end, VERSION)
            && scan.isLineEnd(lineEnd)
            && scan.fields(lineEnd + 2)
            && scan.hosts() == 1
            && !scan.isSpecial();
    return known
        ? new DefaultHttpRequest(
            HttpVersion.HTTP_1_1, method.name, scan.text(start, end), scan.copyFields())
        : null;
  }

  private static final class Method {
    private final HttpMethod name;
    private final byte[] start;

    private Method(HttpMethod name, byte[] start) {
      this.name = name;
      this.start = start;
    }

    static Method of(HttpMethod name) {
      return new Method(name, (name + " ").getBytes(US_ASCII));
    }
  }
}
