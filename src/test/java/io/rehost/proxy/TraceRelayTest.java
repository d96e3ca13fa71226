package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.FrameOrigin.Request;
import io.rehost.rule.Match;
import io.rehost.rule.Protocol;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Unmatched;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 7, traces: what becomes of the fields of W3C Trace Context and Baggage. */
class TraceRelayTest {
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String OURS = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";
  private static final String FIELDS =
      "TraceParent: %s\r\nX-Between: 1\r\ntracestate: a=1\r\nTracestate: b=2\r\nbaggage: k=v;p\r\n"
          .formatted(PARENT);

  private final BlockingQueue<Request> seen = new LinkedBlockingQueue<>();

  @Test
  @DisplayName("W3C traceparent is relayed")
  void untouchedOverHttp1() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test")) {
      proxy.exchange("GET / HTTP/1.1\r\nHost: a.test\r\n" + FIELDS + "\r\n");

      assertThat(origin.next().lines())
          .containsExactly(
              ("GET / HTTP/1.1\r\nHost: b.test\r\n" + FIELDS.strip()).split("\r\n", -1));
    }
  }

  @Test
  @DisplayName("W3C traceparent is relayed, HTTP/2 at both ends")
  void untouchedOverHttp2() throws Exception {
    try (FrameOrigin origin = origin();
        TestProxy proxy = Http2Rules.h2c(origin.upstream());
        FrameClient client = FrameClient.open(proxy.server.addresses().getFirst())) {
      String[] head =
          FieldBlock.with(
              FieldBlock.get("/"),
              "traceparent",
              PARENT,
              "tracestate",
              "a=1",
              "tracestate",
              "b=2",
              "baggage",
              "k=v;p");
      client.head(1, true, head).await(1);

      assertThat(next().head().toString())
          .contains("traceparent: " + PARENT)
          .contains("tracestate: a=1", "tracestate: b=2", "baggage: k=v;p");
    }
  }

  @Test
  void whoTracesPutsItsOwnInThePlaceOfTheClients() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = traced(new Given(true))) {
      proxy.use(
          TestProxy.document(
              origin.upstream(), Unmatched.PASS, TestProxy.rule("r", Match.ANY, "b.test")));
      proxy.exchange("GET / HTTP/1.1\r\nHost: a.test\r\n" + FIELDS + "\r\n");

      assertThat(origin.next().lines())
          .containsExactly(
              "GET / HTTP/1.1",
              "Host: b.test",
              "X-Between: 1",
              "tracestate: a=1",
              "Tracestate: b=2",
              "baggage: k=v;p",
              "traceparent: " + OURS);
    }
  }

  @Test
  @DisplayName("Trace Context 3.3: tracestate without a trace that it is of is not sent")
  void theStateOfNoTraceIsNotSent() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = traced(new Given(false))) {
      proxy.use(
          TestProxy.document(
              origin.upstream(), Unmatched.PASS, TestProxy.rule("r", Match.ANY, "b.test")));
      proxy.exchange("GET / HTTP/1.1\r\nHost: a.test\r\ntracestate: a=1\r\nbaggage: k=v\r\n\r\n");

      assertThat(origin.next().lines())
          .containsExactly(
              "GET / HTTP/1.1", "Host: b.test", "baggage: k=v", "traceparent: " + OURS);
    }
  }

  @Test
  void theSameOverHttp2() throws Exception {
    try (FrameOrigin origin = origin();
        TestProxy proxy = traced(new Given(true))) {
      proxy.use(
          TestProxy.document(
              origin.upstream(),
              Unmatched.PASS,
              Http2Rules.rule("r", Match.ANY, "b.test", Protocol.H2C, TlsSettings.NONE)));
      proxy.exchange("GET / HTTP/1.1\r\nHost: a.test\r\n" + FIELDS + "\r\n");

      Request request = next();
      assertThat(request.field("traceparent")).isEqualTo(OURS);
      assertThat(request.field("baggage")).isEqualTo("k=v;p");
    }
  }

  private FrameOrigin origin() throws Exception {
    return FrameOrigin.answering(
        (request, to) -> {
          seen.add(request);
          to.head(request.stream(), true, ":status", "204");
        });
  }

  private Request next() throws InterruptedException {
    Request request = seen.poll(20, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return request;
  }

  private static TestProxy traced(ExchangeTrace trace) throws Exception {
    ExchangeListener tracer =
        new ExchangeListener() {
          @Override
          public @Nullable ExchangeTrace forwarded(ExchangeView exchange) {
            return trace;
          }
        };
    // among others, whatever their order
    return new TestProxy(
        UnaryOperator.identity(),
        ExchangeListener.both(
            ExchangeListener.NONE, ExchangeListener.both(tracer, ExchangeListener.NONE)));
  }

  private record Given(boolean continuesClients) implements ExchangeTrace {
    @Override
    public String traceparent() {
      return OURS;
    }
  }
}
