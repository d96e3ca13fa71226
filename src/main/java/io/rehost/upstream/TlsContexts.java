package io.rehost.upstream;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.rehost.rule.Protocol;
import io.rehost.rule.TlsIdentity;
import io.rehost.wire.FromFiles;
import io.rehost.wire.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What connections to https origins are made with, by identity. Files are read on a thread of its
 * own, and again within a second of a change. Thread-safe.
 */
final class TlsContexts implements AutoCloseable {
  /** What a context depends on; which protocols are offered is part of it. */
  private record Key(TlsIdentity identity, Protocol protocol) {}

  private final Map<Key, FromFiles<SslContext>> contexts = new ConcurrentHashMap<>();
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("rehost-tls-files").factory());

  /**
   * The context for {@code identity}, which offers what {@code protocol} allows; fails if a file of
   * it is missing or wrong.
   */
  Future<SslContext> of(EventLoop loop, TlsIdentity identity, Protocol protocol) {
    FromFiles<SslContext> context =
        contexts.computeIfAbsent(new Key(identity, protocol), TlsContexts::fromFiles);
    SslContext fresh = context.fresh();
    if (fresh != null) {
      return loop.newSucceededFuture(fresh);
    }
    Promise<SslContext> promise = loop.newPromise();
    reader.execute(
        () -> {
          try {
            promise.setSuccess(context.refreshed());
          } catch (IOException | RuntimeException e) {
            promise.setFailure(e);
          }
        });
    return promise;
  }

  private static FromFiles<SslContext> fromFiles(Key key) {
    TlsIdentity identity = key.identity();
    Path anchors = identity.insecureSkipVerify() ? null : TrustAnchors.file(identity.caFile());
    return new FromFiles<>(
        Stream.of(anchors, identity.certificateFile(), identity.keyFile())
            .filter(Objects::nonNull)
            .toList(),
        () -> context(identity, anchors, key.protocol()));
  }

  private static SslContext context(TlsIdentity identity, @Nullable Path anchors, Protocol protocol)
      throws IOException {
    // names are compared by OriginTrust
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .endpointIdentificationAlgorithm(null)
            .applicationProtocolConfig(Alpn.offer(protocol));
    if (identity.insecureSkipVerify()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else {
      builder.trustManager(new OriginTrust(TrustAnchors.in(anchors), identity.verifyName()));
    }
    Path certificate = identity.certificateFile();
    Path key = identity.keyFile();
    if (certificate != null && key != null) {
      PemFiles.Pair own = PemFiles.pair(certificate, key);
      builder.keyManager(own.key(), own.chain());
    }
    try {
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException(certificate + " and " + key + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
