package io.rehost.proxy;

import static io.rehost.proxy.ChangedSettings.limits;
import static io.rehost.proxy.ChangedSettings.timeouts;
import static io.rehost.proxy.ChangedSettings.upstream;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.ProxySettings.Limits;
import io.rehost.proxy.RawClient.Response;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 5: the table of failures, as a client sees it. */
class FailureTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  void saysThatAMalformedRequestIsMalformedAndCloses() throws Exception {
    try (TestProxy proxy = TestProxy.overriding(nobody(), "b");
        RawClient client = proxy.client()) {
      Response response = client.send("GET / HTTP/1.1\r\n\r\n" + GET).read();

      assertFailure(response, 400, "http_request_error");
      assertThat(response.field("Connection")).isEqualTo("close");
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void saysThatAHeadIsTooLarge() throws Exception {
    try (TestProxy proxy = TestProxy.overriding(nobody(), "b", limits(new Limits(1024, 10)))) {
      Response longTarget =
          proxy.exchange("GET /" + "a".repeat(2000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
      Response largeField =
          proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(2000) + "\r\n\r\n");

      assertFailure(longTarget, 414, "http_request_error");
      assertFailure(largeField, 431, "http_request_error");
    }
  }

  @Test
  void saysThatNoRuleMatches() throws Exception {
    try (TestProxy proxy = new TestProxy(it -> it, ExchangeListener.NONE);
        RawClient client = proxy.client()) {
      proxy.use(
          TestProxy.document(
              nobody(), Unmatched.REJECT, TestProxy.rule("r", TestProxy.host("b"), "c")));

      Response first = client.send(GET).read();
      Response second = client.send(GET).read();

      assertFailure(first, 421, "http_request_denied");
      assertFailure(second, 421, "http_request_denied");
      assertThat(first.field("Connection")).as("the connection goes on").isEmpty();
    }
  }

  @Test
  @DisplayName("With no good set yet: 503 proxy_configuration_error")
  void saysThatThereAreNoRulesYet() throws Exception {
    try (TestProxy proxy = new TestProxy(it -> it, ExchangeListener.NONE)) {
      assertFailure(proxy.exchange(GET), 503, "proxy_configuration_error");
    }
  }

  @Test
  void saysThatNobodyListensAtTheUpstream() throws Exception {
    Upstream nobody = nobody();
    try (TestProxy proxy = TestProxy.overriding(nobody, "b")) {
      Response response = proxy.exchange(GET);

      assertFailure(response, 502, "connection_refused");
      assertThat(response.field("Proxy-Status"))
          .isEqualTo("rehost; error=connection_refused; next-hop=\"" + nobody.hostAndPort() + "\"");
    }
  }

  @Test
  void saysThatTheConnectionEndedBeforeTheResponse() throws Exception {
    try (RawOrigin origin = new RawOrigin((request, out, socket) -> socket.close());
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b")) {
      assertFailure(proxy.exchange(GET), 502, "connection_terminated");
      assertThat(origin.connections()).as("a first use is not repeated").isEqualTo(1);
    }
  }

  @Test
  void saysThatTheResponseIsMalformed() throws Exception {
    for (String malformed :
        List.of(
            "SMTP ready\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
      try (RawOrigin origin = RawOrigin.answering(malformed);
          TestProxy proxy = TestProxy.overriding(origin.upstream(), "b")) {
        assertFailure(proxy.exchange(GET), 502, "http_protocol_error");
      }
    }
  }

  @Test
  void saysThatTheResponseDidNotStartInTime() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (RawOrigin origin = new RawOrigin((request, out, socket) -> awaitUnchecked(done));
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b", timeouts(10_000, 200))) {
      assertFailure(proxy.exchange(GET), 504, "http_response_timeout");
      done.countDown();
    }
  }

  @Test
  void saysThatTheHeadDidNotArriveInTime() throws Exception {
    try (TestProxy proxy = TestProxy.overriding(nobody(), "b", timeouts(200, 10_000))) {
      assertFailure(proxy.exchange("GET / HTTP/1.1\r\nHos"), 408, "http_request_error");
    }
  }

  @Test
  @DisplayName("resolved addresses are checked at connect: destination_ip_prohibited")
  void saysThatAnAddressIsNotAllowed() throws Exception {
    Upstream localhost = new Upstream(Upstream.Scheme.HTTP, "localhost", nobody().port());
    try (TestProxy proxy =
        TestProxy.overriding(
            localhost,
            "b",
            upstream(512, 1024, address -> !address.getAddress().isLoopbackAddress()))) {
      assertFailure(proxy.exchange(GET), 502, "destination_ip_prohibited");
    }
  }

  static void assertFailure(Response response, int status, String error) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.field("Proxy-Status")).startsWith("rehost; error=" + error);
    assertThat(response.field("Content-Type")).isEqualTo("application/problem+json");
    assertThat(response.content()).startsWith("{\"title\":").contains("\"status\":" + status);
  }

  private static Upstream nobody() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Upstream(Upstream.Scheme.HTTP, "127.0.0.1", free.getLocalPort());
    }
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
