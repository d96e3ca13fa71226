package io.rehost.proxy;

import static io.rehost.proxy.ChangedSettings.via;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 2: REHOST_VIA, a pseudonym for Via, both ways (RFC 9110 7.6.3). */
class ViaTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";

  @ParameterizedTest
  @CsvSource({"HTTP/1.0, 1.0 edge-1", "HTTP/1.1, 1.1 edge-1", "HTTP/2.0, 2 edge-1"})
  void theVersionIsThatOfTheMessageAsItWasReceived(String version, String value) {
    var fields = new DefaultHttpHeaders();

    Via.mark("edge-1", HttpVersion.valueOf(version), fields);

    assertThat(fields.getAll("Via")).containsExactly(value);
  }

  @Test
  void aRequestSaysWhichWayItHasComeBehindWhatOthersSaid() throws Exception {
    assertThat(seen("HTTP/1.1", "via: 1.0 fred, 1.1 p.example.net\r\nX: 1\r\n"))
        .containsExactly(
            "GET / HTTP/1.1",
            "Host: go.test",
            "via: 1.0 fred, 1.1 p.example.net",
            "X: 1",
            "Via: 1.1 edge-1");
  }

  @Test
  void aRequestOfAnHttp10ClientSaysSo() throws Exception {
    assertThat(seen("HTTP/1.0", "")).contains("GET / HTTP/1.1", "Via: 1.0 edge-1");
  }

  @Test
  void namingItInConnectionDoesNotTakeOursAway() throws Exception {
    assertThat(seen("HTTP/1.1", "Connection: Via\r\n")).contains("Via: 1.1 edge-1");
  }

  @Test
  void aResponseSaysTheSame() throws Exception {
    assertThat(returned(OK + "Via: 1.1 origin-side\r\nConnection: via\r\n\r\n"))
        .contains("Via: 1.1 edge-1")
        .doesNotContain("Via: 1.1 origin-side");
    assertThat(returned(OK + "via: 1.1 origin-side\r\n\r\n"))
        .containsSubsequence("via: 1.1 origin-side", "Via: 1.1 edge-1");
  }

  @Test
  void aResponseOfAnHttp10OriginSaysSo() throws Exception {
    assertThat(returned("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK")
        .contains("Via: 1.0 edge-1");
  }

  @Test
  @DisplayName("RFC 9110 7.6.3: in each message that it forwards")
  void anInterimResponseSaysItToo() throws Exception {
    try (RawOrigin origin =
            RawOrigin.answering("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + OK + "\r\n");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.test", via("edge-1"));
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.readHead().split("\r\n", -1))
          .containsExactly("HTTP/1.1 103 Early Hints", "Link: </x>", "Via: 1.1 edge-1");
      assertThat(client.read().field("Via")).isEqualTo("1.1 edge-1");
    }
  }

  @Test
  @DisplayName("REHOST_VIA: empty = none")
  void withoutANameNothingIsAddedEitherWay() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK + "Via: 1.1 b\r\n\r\n");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.test")) {
      var response = proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nVia: 1.1 a\r\n\r\n");

      assertThat(origin.next().lines())
          .containsExactly("GET / HTTP/1.1", "Host: go.test", "Via: 1.1 a");
      assertThat(response.head().split("\r\n", -1))
          .containsExactly("HTTP/1.1 200 OK", "Content-Length: 0", "Via: 1.1 b");
    }
  }

  private static List<String> seen(String version, String fields) throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.test", via("edge-1"))) {
      proxy.exchange("GET / " + version + "\r\nHost: a\r\n" + fields + "\r\n");
      return origin.next().lines();
    }
  }

  private static List<String> returned(String response) throws Exception {
    try (RawOrigin origin = RawOrigin.answering(response);
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.test", via("edge-1"))) {
      return List.of(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").head().split("\r\n", -1));
    }
  }
}
