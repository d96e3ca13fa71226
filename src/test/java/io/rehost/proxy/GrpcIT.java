package io.rehost.proxy;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.rehost.rule.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contract 4.6: gRPC gets the same override as plain requests. A real grpc-java client and server,
 * in the clear (h2c) and with TLS (ALPN) on both sides.
 */
class GrpcIT {
  private static final String END = "(end)";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path dir;

  private static String unary(GrpcScene scene, String request) {
    return ClientCalls.blockingUnaryCall(
        scene.channel, GrpcScene.UNARY, CallOptions.DEFAULT, request);
  }

  private static StatusRuntimeException failure(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run);
  }

  @ParameterizedTest(name = "TLS: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("the server's :authority is the override")
  void overridesTheAuthority(boolean secure) throws Exception {
    try (GrpcScene scene = new GrpcScene(secure, dir)) {
      assertThat(unary(scene, "")).isEqualTo("b.test");
    }
  }

  @ParameterizedTest(name = "TLS: {0}")
  @ValueSource(booleans = {false, true})
  void relaysBigMessagesBothWays(boolean secure) throws Exception {
    String big = "0123456789abcdef".repeat(512 * 1024);
    try (GrpcScene scene = new GrpcScene(secure, dir)) {
      assertThat(unary(scene, big)).isEqualTo(big);
    }
  }

  @ParameterizedTest(name = "TLS: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("grpc-status and grpc-message are relayed, when trailers are all there is too")
  void relaysTheStatusOfAFailure(boolean secure) throws Exception {
    try (GrpcScene scene = new GrpcScene(secure, dir)) {
      Status status = failure(() -> unary(scene, "fail ü")).getStatus();

      assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(status.getDescription()).isEqualTo("fail ü");
    }
  }

  @ParameterizedTest(name = "TLS: {0}")
  @ValueSource(booleans = {false, true})
  void relaysMetadataInHeadAndTrailers(boolean secure) throws Exception {
    Metadata sent = new Metadata();
    sent.put(GrpcScene.TOKEN, "a, b");
    sent.put(GrpcScene.BINARY, new byte[] {0, 1, (byte) 0xff});
    AtomicReference<Metadata> head = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    try (GrpcScene scene = new GrpcScene(secure, dir)) {
      var channel =
          ClientInterceptors.intercept(
              scene.channel,
              MetadataUtils.newAttachHeadersInterceptor(sent),
              MetadataUtils.newCaptureMetadataInterceptor(head, trailers));
      ClientCalls.blockingUnaryCall(channel, GrpcScene.UNARY, CallOptions.DEFAULT, "x");
    }
    for (Metadata received : List.of(head.get(), trailers.get())) {
      assertThat(received.get(GrpcScene.TOKEN)).isEqualTo("a, b");
      assertThat(received.get(GrpcScene.BINARY)).containsExactly(0, 1, 0xff);
    }
  }

  @ParameterizedTest(name = "TLS: {0}")
  @ValueSource(booleans = {false, true})
  void streamsFromTheServer(boolean secure) throws Exception {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      words.add("word-" + i);
    }
    try (GrpcScene scene = new GrpcScene(secure, dir)) {
      List<String> received = new ArrayList<>();
      ClientCalls.blockingServerStreamingCall(
              scene.channel, GrpcScene.SPLIT, CallOptions.DEFAULT, String.join(" ", words))
          .forEachRemaining(received::add);
      assertThat(received).isEqualTo(words);
    }
  }

  @ParameterizedTest(name = "TLS: {0}")
  @ValueSource(booleans = {false, true})
  void streamsFromTheClient(boolean secure) throws Exception {
    Answers answers = new Answers();
    try (GrpcScene scene = new GrpcScene(secure, dir)) {
      StreamObserver<String> requests =
          ClientCalls.asyncClientStreamingCall(
              scene.channel.newCall(GrpcScene.JOIN, CallOptions.DEFAULT), answers);
      for (int i = 0; i < 2000; i++) {
        requests.onNext("x");
      }
      requests.onCompleted();
      assertThat(answers.next()).isEqualTo("x".repeat(2000));
      assertThat(answers.next()).isEqualTo(END);
    }
  }

  @ParameterizedTest(name = "TLS: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("bidirectional: each message is there before the next one is sent")
  void conversesMessageByMessage(boolean secure) throws Exception {
    Answers answers = new Answers();
    try (GrpcScene scene = new GrpcScene(secure, dir)) {
      StreamObserver<String> requests =
          ClientCalls.asyncBidiStreamingCall(
              scene.channel.newCall(GrpcScene.ECHO, CallOptions.DEFAULT), answers);
      for (int i = 0; i < 100; i++) {
        requests.onNext("message " + i);
        assertThat(answers.next()).isEqualTo("message " + i);
      }
      requests.onCompleted();
      assertThat(answers.next()).isEqualTo(END);
    }
  }

  @ParameterizedTest(name = "TLS: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("the client's deadline cancels the call at a server that was not told of it")
  void aDeadlineOfTheClientCancelsTheCallAtTheServer(boolean secure) throws Exception {
    Rule.FieldEdits untold = new Rule.FieldEdits(Map.of(), Map.of(), List.of("grpc-timeout"));
    UnaryOperator<Rule> edit =
        rule -> TestProxy.edited(rule, Rule.Request.DEFAULT, untold, Rule.FieldEdits.NONE);
    try (GrpcScene scene = new GrpcScene(secure, dir, edit, ExchangeListener.NONE)) {
      unary(scene, "warm");
      CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(2000, MILLISECONDS);

      StatusRuntimeException failure =
          failure(() -> ClientCalls.blockingUnaryCall(scene.channel, GrpcScene.HANG, soon, "x"));

      assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(scene.hanging.await(10, SECONDS)).isTrue();
      assertThat(scene.cancelled.await(10, SECONDS)).isTrue();
      assertThat(unary(scene, "after")).isEqualTo("after");
    }
  }

  /** What came, in order; {@link #END} or the failure at its end. */
  private static final class Answers implements StreamObserver<String> {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    String next() throws InterruptedException {
      return String.valueOf(received.poll(20, SECONDS));
    }

    @Override
    public void onNext(String value) {
      received.add(value);
    }

    @Override
    public void onError(Throwable cause) {
      received.add(cause.toString());
    }

    @Override
    public void onCompleted() {
      received.add(END);
    }
  }
}
