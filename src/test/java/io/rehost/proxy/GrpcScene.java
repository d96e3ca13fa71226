package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.rehost.certificates.TestAuthority;
import io.rehost.rule.Match;
import io.rehost.rule.Protocol;
import io.rehost.rule.Rule;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A gRPC client, the proxy and a gRPC server: in the clear (h2c), or with TLS on both ways. */
final class GrpcScene implements AutoCloseable {
  static final MethodDescriptor<String, String> UNARY = method("Unary", MethodType.UNARY);
  static final MethodDescriptor<String, String> SPLIT =
      method("Split", MethodType.SERVER_STREAMING);
  static final MethodDescriptor<String, String> JOIN = method("Join", MethodType.CLIENT_STREAMING);
  static final MethodDescriptor<String, String> ECHO = method("Echo", MethodType.BIDI_STREAMING);
  static final MethodDescriptor<String, String> HANG = method("Hang", MethodType.UNARY);

  /** Metadata that the server sends back, in the head and in the trailers. */
  static final Metadata.Key<String> TOKEN = ascii("token");

  static final Metadata.Key<byte[]> BINARY =
      Metadata.Key.of("trace-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /** Metadata that begins so comes back without it. */
  static final String ECHO_PREFIX = "echo-";

  private static final Context.Key<String> AUTHORITY = Context.key("authority");
  private static final int MAX_MESSAGE = 64 << 20;

  final CountDownLatch cancelled = new CountDownLatch(1);
  final CountDownLatch hanging = new CountDownLatch(1);
  final ManagedChannel channel;
  private final Server server;
  private final TestProxy proxy;

  GrpcScene(boolean secure, Path dir) throws Exception {
    this(secure, dir, UnaryOperator.identity(), ExchangeListener.NONE);
  }

  /** A scene whose one rule is what {@code edit} makes of the plain override. */
  GrpcScene(boolean secure, Path dir, UnaryOperator<Rule> edit, ExchangeListener listener)
      throws Exception {
    TestAuthority authority = new TestAuthority();
    Path ca = authority.caFile(dir.resolve("ca.pem"));
    server = serve(secure ? authority : null, dir);
    Upstream origin =
        new Upstream(
            secure ? Upstream.Scheme.HTTPS : Upstream.Scheme.HTTP, "127.0.0.1", server.getPort());
    TestAuthority.Issued shown = authority.issue("a.test");
    Path certificate = shown.certificateFile(dir.resolve("proxy.crt"));
    Path key = shown.keyFile(dir.resolve("proxy.key"));
    Rule rule =
        Http2Rules.rule(
            "all",
            Match.ANY,
            "b.test",
            secure ? Protocol.AUTO : Protocol.H2C,
            secure ? Http2Rules.believing(ca) : TlsSettings.NONE);
    proxy = new TestProxy(it -> secure ? withTls(it, certificate, key) : it, listener);
    proxy.use(TestProxy.document(origin, Unmatched.REJECT, edit.apply(rule)));
    NettyChannelBuilder to =
        NettyChannelBuilder.forAddress(proxy.server.addresses().getLast())
            .overrideAuthority("a.test")
            .maxInboundMessageSize(MAX_MESSAGE);
    channel =
        secure
            ? to.sslContext(GrpcSslContexts.forClient().trustManager(ca.toFile()).build()).build()
            : to.usePlaintext().build();
  }

  private static ProxySettings withTls(ProxySettings it, Path certificate, Path key) {
    List<InetSocketAddress> anyPort =
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return ChangedSettings.tls(new ProxySettings.Tls(anyPort, certificate, key)).apply(it);
  }

  private Server serve(@Nullable TestAuthority authority, Path dir) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(MAX_MESSAGE)
            .intercept(new AuthorityReader())
            .addService(service());
    if (authority != null) {
      TestAuthority.Issued shown = authority.issue("b.test");
      builder.sslContext(
          GrpcSslContexts.forServer(
                  shown.certificateFile(dir.resolve("origin.crt")).toFile(),
                  shown.keyFile(dir.resolve("origin.key")).toFile())
              .build());
    }
    return builder.build().start();
  }

  private ServerServiceDefinition service() {
    return ServerServiceDefinition.builder("test.Words")
        .addMethod(UNARY, ServerCalls.asyncUnaryCall(GrpcScene::answer))
        .addMethod(SPLIT, ServerCalls.asyncServerStreamingCall(GrpcScene::split))
        .addMethod(JOIN, ServerCalls.asyncClientStreamingCall(GrpcScene::join))
        .addMethod(ECHO, ServerCalls.asyncBidiStreamingCall(GrpcScene::echo))
        .addMethod(HANG, ServerCalls.asyncUnaryCall(this::hang))
        .build();
  }

  private static void answer(String request, StreamObserver<String> answers) {
    if (request.startsWith("fail ")) {
      answers.onError(Status.NOT_FOUND.withDescription(request).asRuntimeException());
      return;
    }
    answers.onNext(request.isEmpty() ? String.valueOf(AUTHORITY.get()) : request);
    answers.onCompleted();
  }

  private static void split(String request, StreamObserver<String> answers) {
    for (String word : request.split(" ", -1)) {
      answers.onNext(word);
    }
    answers.onCompleted();
  }

  private static StreamObserver<String> join(StreamObserver<String> answers) {
    StringBuilder all = new StringBuilder();
    return new Requests(answers, all::append, () -> answers.onNext(all.toString()));
  }

  private static StreamObserver<String> echo(StreamObserver<String> answers) {
    return new Requests(answers, answers::onNext, () -> {});
  }

  private void hang(String request, StreamObserver<String> answers) {
    ((ServerCallStreamObserver<String>) answers).setOnCancelHandler(cancelled::countDown);
    hanging.countDown();
  }

  private record Requests(
      StreamObserver<String> answers, java.util.function.Consumer<String> each, Runnable end)
      implements StreamObserver<String> {
    @Override
    public void onNext(String value) {
      each.accept(value);
    }

    @Override
    public void onError(Throwable cause) {
      answers.onError(Status.CANCELLED.asRuntimeException());
    }

    @Override
    public void onCompleted() {
      end.run();
      answers.onCompleted();
    }
  }

  /** Keeps what the server takes for its own name, and sends metadata back. */
  private static final class AuthorityReader implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      Metadata back = new Metadata();
      String token = headers.get(TOKEN);
      byte[] binary = headers.get(BINARY);
      if (token != null && binary != null) {
        back.put(TOKEN, token);
        back.put(BINARY, binary);
      }
      for (String name : headers.keys()) {
        if (name.startsWith(ECHO_PREFIX)) {
          String value = headers.get(ascii(name));
          back.put(ascii(name.substring(ECHO_PREFIX.length())), String.valueOf(value));
        }
      }
      Context context = Context.current().withValue(AUTHORITY, String.valueOf(call.getAuthority()));
      return Contexts.interceptCall(
          context,
          new io.grpc.ForwardingServerCall.SimpleForwardingServerCall<Q, A>(call) {
            @Override
            public void sendHeaders(Metadata head) {
              head.merge(back);
              super.sendHeaders(head);
            }

            @Override
            public void close(Status status, Metadata trailers) {
              trailers.merge(back);
              super.close(status, trailers);
            }
          },
          headers,
          next);
    }
  }

  private static MethodDescriptor<String, String> method(String name, MethodType type) {
    return MethodDescriptor.<String, String>newBuilder()
        .setType(type)
        .setFullMethodName("test.Words/" + name)
        .setRequestMarshaller(new Text())
        .setResponseMarshaller(new Text())
        .build();
  }

  static Metadata.Key<String> ascii(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    channel.shutdownNow(); // which grpc-java does not report as terminated, without a proxy either
    proxy.close();
    server.shutdownNow();
  }
}
