package io.rehost.wire;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import io.rehost.certificates.TestAuthority;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What TLS costs with the JDK and with BoringSSL, in each role: a handshake (TLS 1.3, P-256, not
 * resumed), a small message there and back, and 1 MiB one way. Both ends run in one thread, so a
 * figure is the sum of the two; the pairs with unequal ends tell them apart.
 *
 * <p>{@code ./mvnw -Ptls-benchmark test-compile dependency:build-classpath
 * -Dmdep.outputFile=target/cp}, then {@code java --enable-native-access=ALL-UNNAMED -cp
 * target/classes:target/test-classes:$(cat target/cp) org.openjdk.jmh.Main TlsProviderBenchmark}
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 4, time = 2)
@State(Scope.Thread)
public class TlsProviderBenchmark {
  private static final int SMALL = 512;
  private static final int PIECE = 32 * 1024;

  @Param({"JDK", "OPENSSL"})
  public SslProvider server = SslProvider.JDK;

  @Param({"JDK", "OPENSSL"})
  public SslProvider client = SslProvider.JDK;

  private @Nullable SslContext serverContext;
  private @Nullable SslContext clientContext;
  private @Nullable Ends established;

  /** The two ends of a connection; what one writes the other reads. */
  private static final class Ends {
    private final EmbeddedChannel server;
    private final EmbeddedChannel client;

    Ends(SslContext serverContext, SslContext clientContext) {
      server = channel(serverContext.newHandler(ByteBufAllocator.DEFAULT));
      client = channel(clientContext.newHandler(ByteBufAllocator.DEFAULT, "go.test", 443));
    }

    private static EmbeddedChannel channel(SslHandler handler) {
      handler.setHandshakeTimeoutMillis(0);
      return new EmbeddedChannel(handler);
    }

    void handshake() {
      boolean carried = true;
      while (carried) {
        boolean there = carry(client, server);
        carried = carry(server, client) || there;
      }
      SslHandler end = client.pipeline().get(SslHandler.class);
      if (!end.handshakeFuture().isSuccess()) {
        throw new IllegalStateException(end.handshakeFuture().cause());
      }
    }

    private static boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
      boolean carried = false;
      for (Object out = from.readOutbound(); out != null; out = from.readOutbound()) {
        to.writeInbound(out);
        carried = true;
      }
      from.runPendingTasks();
      to.runPendingTasks();
      return carried;
    }

    void send(EmbeddedChannel from, EmbeddedChannel to, int bytes) {
      ByteBuf data = ByteBufAllocator.DEFAULT.directBuffer(bytes).writerIndex(bytes);
      from.writeOutbound(data);
      carry(from, to);
      int received = 0;
      for (ByteBuf in = to.readInbound(); in != null; in = to.readInbound()) {
        received += in.readableBytes();
        in.release();
      }
      if (received != bytes) {
        throw new IllegalStateException(received + " of " + bytes);
      }
    }

    void close() {
      client.finishAndReleaseAll();
      server.finishAndReleaseAll();
    }
  }

  @Setup(Level.Trial)
  public void setUp() throws Exception {
    TestAuthority.Issued issued = new TestAuthority().issue("go.test");
    serverContext =
        SslContextBuilder.forServer(issued.key(), issued.chain()).sslProvider(server).build();
    clientContext =
        SslContextBuilder.forClient()
            .sslProvider(client)
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .build();
    established = connect();
  }

  private Ends connect() {
    Ends ends = new Ends(requireNonNull(serverContext), requireNonNull(clientContext));
    ends.handshake();
    return ends;
  }

  @TearDown(Level.Trial)
  public void tearDown() {
    requireNonNull(established).close();
    ReferenceCountUtil.release(serverContext);
    ReferenceCountUtil.release(clientContext);
  }

  @Benchmark
  public void handshake() {
    connect().close();
  }

  @Benchmark
  public void smallThereAndBack() {
    Ends ends = requireNonNull(established);
    ends.send(ends.client, ends.server, SMALL);
    ends.send(ends.server, ends.client, SMALL);
  }

  @Benchmark
  public void mebibyteFromServer() {
    Ends ends = requireNonNull(established);
    for (int sent = 0; sent < 1024 * 1024; sent += PIECE) {
      ends.send(ends.server, ends.client, PIECE);
    }
  }
}
