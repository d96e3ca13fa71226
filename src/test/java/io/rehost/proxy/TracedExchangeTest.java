package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.rehost.observe.CollectedSpans;
import io.rehost.observe.Tracing;
import io.rehost.rule.Match;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 7, traces: the spans of real exchanges. */
class TracedExchangeTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CLIENTS = "b7ad6b7169203331";
  private static final String GET =
      "GET /a?key=hush&x HTTP/1.1\r\nHost: One.test:8080\r\nCookie: s=hush\r\n";

  private final CollectedSpans spans = new CollectedSpans();

  private static TestProxy start(Tracing tracing, Upstream upstream) throws Exception {
    TestProxy proxy = new TestProxy(UnaryOperator.identity(), tracing);
    proxy.use(
        TestProxy.document(
            upstream,
            Unmatched.REJECT,
            TestProxy.rule("site", TestProxy.host("one.test"), "two.test")));
    return proxy;
  }

  private static Map<String, Object> attributes(SpanData span) {
    Map<String, Object> attributes = new TreeMap<>();
    span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
    return attributes;
  }

  @Test
  @DisplayName("server.address = the override host, network.peer.address = the fixed IP")
  void bothSidesOfAnExchangeAreSpansOfTheClientsTrace() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        Tracing tracing = spans.tracing(true, 1);
        TestProxy proxy = start(tracing, origin.upstream())) {
      proxy.exchange(
          GET + "traceparent: 00-%s-%s-01\r\ntracestate: a=1\r\n\r\n".formatted(TRACE, CLIENTS));

      List<SpanData> both = spans.await(2);
      SpanData client = both.getFirst();
      SpanData server = both.getLast();
      assertThat(both).extracting(SpanData::getTraceId).containsOnly(TRACE);
      assertThat(server.getKind()).isEqualTo(SpanKind.SERVER);
      assertThat(server.getParentSpanId()).isEqualTo(CLIENTS);
      assertThat(client.getKind()).isEqualTo(SpanKind.CLIENT);
      assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
      assertThat(client.getSpanContext().getTraceState().get("a")).isEqualTo("1");
      RawOrigin.Received received = origin.next();
      assertThat(received.field("traceparent"))
          .isEqualTo("00-" + TRACE + "-" + client.getSpanId() + "-01");
      assertThat(received.field("tracestate")).isEqualTo("a=1");

      assertThat(attributes(server))
          .containsKeys("client.address", "network.peer.port")
          .containsEntry("http.request.method", "GET")
          .containsEntry("url.scheme", "http")
          .containsEntry("url.path", "/a")
          .containsEntry("url.query", "key=***&***")
          .containsEntry("server.address", "one.test")
          .containsEntry("server.port", 8080L)
          .containsEntry("network.peer.address", "127.0.0.1")
          .containsEntry("network.protocol.version", "1.1")
          .containsEntry("http.response.status_code", 200L)
          .containsEntry("rehost.rule", "site")
          .hasSize(12);
      assertThat(attributes(client))
          .containsEntry("http.request.method", "GET")
          .containsEntry("url.full", "http://two.test/a?key=***&***")
          .containsEntry("server.address", "two.test")
          .containsEntry("network.peer.address", "127.0.0.1")
          .containsEntry("network.peer.port", (long) origin.upstream().port())
          .containsEntry("network.protocol.version", "1.1")
          .containsEntry("http.response.status_code", 200L)
          .containsEntry("rehost.rule", "site")
          .hasSize(8);
      assertThat(server.getName()).isEqualTo("GET");
      assertThat(both)
          .extracting(it -> it.getStatus().getStatusCode())
          .containsOnly(StatusCode.UNSET);
      assertThat(both.toString()).doesNotContain("hush");
      assertThat(server.getStartEpochNanos()).isLessThanOrEqualTo(client.getStartEpochNanos());
      assertThat(server.getEndEpochNanos()).isGreaterThanOrEqualTo(client.getEndEpochNanos());
    }
  }

  @Test
  void aClientWithoutATraceBeginsOneAndItsStateIsNotSent() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        Tracing tracing = spans.tracing(true, 1);
        TestProxy proxy = start(tracing, origin.upstream())) {
      proxy.exchange(GET + "traceparent: 00-no-trace-01\r\ntracestate: a=1\r\n\r\n");

      SpanData server = spans.await(2).getLast();
      assertThat(server.getParentSpanContext().isValid()).isFalse();
      RawOrigin.Received received = origin.next();
      assertThat(received.field("traceparent")).contains(server.getTraceId());
      assertThat(received.field("tracestate")).isEmpty();
    }
  }

  @Test
  void aTraceparentThatIsRepeatedIsNone() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        Tracing tracing = spans.tracing(true, 1);
        TestProxy proxy = start(tracing, origin.upstream())) {
      String parent = "traceparent: 00-%s-%s-01\r\n".formatted(TRACE, CLIENTS);
      proxy.exchange(GET + parent + parent + "\r\n");

      assertThat(spans.await(2)).extracting(SpanData::getTraceId).doesNotContain(TRACE);
      assertThat(origin.next().lines()).filteredOn(it -> it.startsWith("tracep")).hasSize(1);
    }
  }

  @Test
  void theClientDecidesWhatIsRecordedAndTheTraceGoesOnAllTheSame() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        Tracing tracing = spans.tracing(true, 1);
        TestProxy proxy = start(tracing, origin.upstream())) {
      proxy.exchange(GET + "traceparent: 00-%s-%s-00\r\n\r\n".formatted(TRACE, CLIENTS));
      assertThat(origin.next().field("traceparent")).startsWith("00-" + TRACE).endsWith("-00");
      proxy.exchange(GET + "\r\n");

      assertThat(spans.await(2)).hasSize(2).extracting(SpanData::getTraceId).doesNotContain(TRACE);
    }
  }

  @Test
  void aRatioOfNoneRecordsWhatClientsRecord() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        Tracing tracing = spans.tracing(true, 0);
        TestProxy proxy = start(tracing, origin.upstream())) {
      proxy.exchange(GET + "\r\n");
      proxy.exchange(GET + "traceparent: 00-%s-%s-01\r\n\r\n".formatted(TRACE, CLIENTS));

      assertThat(spans.await(2)).hasSize(2).extracting(SpanData::getTraceId).containsOnly(TRACE);
    }
  }

  @Test
  void anOriginThatIsNotThereIsAnErrorOfBothSides() throws Exception {
    int gone;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      gone = socket.getLocalPort();
    }
    try (Tracing tracing = spans.tracing(true, 1);
        TestProxy proxy = start(tracing, new Upstream(Upstream.Scheme.HTTP, "127.0.0.1", gone))) {
      proxy.exchange(GET + "\r\n");

      List<SpanData> both = spans.await(2);
      assertThat(both)
          .extracting(it -> it.getAttributes().get(AttributeKey.stringKey("error.type")))
          .containsOnly("connection_refused");
      assertThat(both)
          .extracting(it -> it.getStatus().getStatusCode())
          .containsOnly(StatusCode.ERROR);
      assertThat(attributes(both.getFirst()))
          .containsEntry("server.address", "two.test")
          .doesNotContainKeys("network.peer.address", "http.response.status_code");
      assertThat(attributes(both.getLast())).containsEntry("http.response.status_code", 502L);
    }
  }

  @Test
  void aNotFoundIsAnErrorOfTheClientsSideOnly() throws Exception {
    try (RawOrigin origin =
            RawOrigin.answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        Tracing tracing = spans.tracing(true, 1);
        TestProxy proxy = start(tracing, origin.upstream())) {
      proxy.exchange(GET + "\r\n");

      List<SpanData> both = spans.await(2);
      assertThat(attributes(both.getFirst())).containsEntry("error.type", "404");
      assertThat(both.getFirst().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(attributes(both.getLast())).doesNotContainKey("error.type");
      assertThat(both.getLast().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }
  }

  @Test
  void whatIsNotForwardedIsOneSpan() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        Tracing tracing = spans.tracing(true, 1);
        TestProxy proxy = start(tracing, origin.upstream())) {
      proxy.exchange(
          "BREW / HTTP/1.1\r\nHost: other.test\r\ntraceparent: 00-%s-%s-01\r\n\r\n"
              .formatted(TRACE, CLIENTS));
      assertThat(spans.await(1)).hasSize(1); // the next may be of another event loop
      proxy.exchange("GET / HTTP/1.1\r\nHost: a b\r\n\r\n");

      List<SpanData> refused = spans.await(2);
      assertThat(refused.getFirst().getParentSpanId()).isEqualTo(CLIENTS);
      assertThat(refused.getFirst().getName()).isEqualTo("HTTP");
      assertThat(attributes(refused.getFirst()))
          .containsEntry("http.request.method", "_OTHER")
          .containsEntry("http.request.method_original", "BREW")
          .containsEntry("http.response.status_code", 421L)
          .containsEntry("error.type", "http_request_denied")
          .doesNotContainKey("rehost.rule");
      assertThat(attributes(refused.getLast()))
          .containsEntry("http.response.status_code", 400L)
          .doesNotContainKeys("url.path", "server.address");
      assertThat(refused).extracting(SpanData::getKind).containsOnly(SpanKind.SERVER);
      assertThat(refused).allMatch(span -> span.getStartEpochNanos() <= span.getEndEpochNanos());
    }
  }

  @Test
  void theHostOfAClientWithoutOneIsTheUpstreams() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        Tracing tracing = spans.tracing(true, 1);
        TestProxy proxy = new TestProxy(UnaryOperator.identity(), tracing)) {
      proxy.use(TestProxy.document(origin.upstream(), Unmatched.PASS));
      proxy.exchange("GET /a HTTP/1.0\r\n\r\n");

      List<SpanData> both = spans.await(2);
      String host = "127.0.0.1:" + origin.upstream().port();
      assertThat(attributes(both.getFirst()))
          .containsEntry("url.full", "http://" + host + "/a")
          .containsEntry("server.address", "127.0.0.1")
          .doesNotContainKey("rehost.rule");
      assertThat(attributes(both.getLast()))
          .containsEntry("network.protocol.version", "1.0")
          .doesNotContainKey("server.address");
    }
  }

  @Test
  void http2IsTold() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        Tracing tracing = spans.tracing(true, 1);
        TestProxy proxy = new TestProxy(UnaryOperator.identity(), tracing);
        FrameClient client = FrameClient.open(proxy.server.addresses().getFirst())) {
      proxy.use(
          TestProxy.document(
              origin.upstream(), Unmatched.PASS, TestProxy.rule("r", Match.ANY, "two.test")));
      client.get(1, "/").await(1);

      List<SpanData> both = spans.await(2);
      assertThat(attributes(both.getLast())).containsEntry("network.protocol.version", "2");
      assertThat(attributes(both.getFirst())).containsEntry("network.protocol.version", "1.1");
    }
  }
}
