package io.rehost.proxy;

import static io.rehost.proxy.ChangedSettings.via;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 4.2: TRACE and OPTIONS obey Max-Forwards, over real sockets. */
class MaxForwardsRelayTest {

  @ParameterizedTest
  @ValueSource(strings = {"TRACE /a", "OPTIONS /a", "OPTIONS *"})
  void oneIsTakenOffInItsPlaceAndNothingElseChanges(String line) throws Exception {
    assertThat(seen(line, "X: 1\r\nmax-Forwards: 10\r\nA:  b, c\r\n"))
        .containsExactly(line + " HTTP/1.1", "Host: go.test", "X: 1", "max-Forwards: 9", "A: b, c");
  }

  @Test
  void withOtherMethodsItIsRelayedAsItIs() throws Exception {
    assertThat(seen("GET /", "Max-Forwards: 0\r\n")).contains("Max-Forwards: 0");
    assertThat(seen("DELETE /", "Max-Forwards: 007\r\nMax-Forwards: none\r\n"))
        .containsSubsequence("Max-Forwards: 007", "Max-Forwards: none");
  }

  @Test
  @DisplayName("RFC 9110 9.3.7: Content-Length 0 if no content is sent")
  void optionsThatMayGoNoFurtherGetsAnEmptyResponse() throws Exception {
    var response = answered("OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n");

    assertThat(response.head()).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(response.field("Content-Length")).isEqualTo("0");
    assertThat(response.field("Date")).endsWith(" GMT");
  }

  @Test
  @DisplayName("RFC 9110 9.3.8: the message received, without what may be sensitive")
  void traceThatMayGoNoFurtherShowsItsWayAndNoCredentials() throws Exception {
    var response =
        answered(
            "TRACE /a?b HTTP/1.1\r\nhost: A.test\r\nCookie: s=1\r\nAuthorization: Basic eA==\r\n"
                + "Via: 1.0 fred\r\nX-Client-Cert: c\r\nCDN-Loop: x\r\nvia: 1.1 p\r\n"
                + "Max-Forwards: 00\r\n\r\n");

    assertThat(response.head()).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(response.field("Content-Type")).isEqualTo("message/http");
    assertThat(response.content())
        .isEqualTo(
            "TRACE /a?b HTTP/1.1\r\nhost: A.test\r\nVia: 1.0 fred\r\nCDN-Loop: x\r\nvia: 1.1 p\r\n"
                + "Max-Forwards: 00\r\n\r\n");
  }

  @Test
  void theConnectionGoesOnAfterwardsAndContentIsReadOver() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.test");
        RawClient client = proxy.client()) {
      int first =
          client
              .send(
                  "OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\nContent-Length: 2\r\n\r\nhi")
              .read()
              .status();
      int second = client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n").read().status();

      assertThat(List.of(first, second)).containsExactly(200, 200);
      assertThat(origin.next().lines().getFirst()).isEqualTo("GET /next HTTP/1.1");
    }
  }

  @Test
  void anAnswerOfOurOwnHasComeNoWay() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.test", via("edge-1"))) {
      var response = proxy.exchange("OPTIONS * HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n");

      assertThat(response.field("Via")).isEmpty();
      assertThat(origin.isQuiet()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Max-Forwards: -1", "Max-Forwards:", "Max-Forwards: 1\r\nMax-Forwards: 1"})
  @DisplayName("RFC 9110 7.6.2: MUST check and update its value prior to forwarding")
  void whatCannotBeCountedDownIsNotForwarded(String fields) throws Exception {
    var response = answered("TRACE / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.field("Proxy-Status")).isEqualTo("rehost; error=http_request_error");
  }

  private static RawClient.Response answered(String request) throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.test")) {
      RawClient.Response response = proxy.exchange(request);
      assertThat(origin.isQuiet()).as("nothing was forwarded").isTrue();
      return response;
    }
  }

  private static List<String> seen(String line, String fields) throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy =
            TestProxy.overriding(origin.upstream(), "go.test", UnaryOperator.identity())) {
      proxy.exchange(line + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
      return origin.next().lines();
    }
  }
}
