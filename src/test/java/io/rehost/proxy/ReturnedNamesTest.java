package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Match;
import io.rehost.rule.Rule;
import io.rehost.rule.Unmatched;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 5: a client that follows what the origin says stays on the way that it came. */
class ReturnedNamesTest {

  @Test
  void everyFieldThatNamesTheOriginIsMappedInItsPlaceAndNothingElseIs() throws Exception {
    assertThat(
            returned(
                "GET / HTTP/1.1\r\nHost: B1.test:8080\r\n\r\n",
                "HTTP/1.1 201 Created\r\nServer: http://go.test/\r\nset-cookie: a=b; Domain=go.test\r\n"
                    + "LOCATION: http://go.test/caf\u00c3\u00a9?a=%41\r\nX-A: 1\r\n"
                    + "Content-Location: //go.test/\r\nSet-Cookie: c=\u00e9;domain=.Go.test;Secure\r\n"
                    + "Refresh: 5; url='http://go.test/'\r\nSet-Cookie: d=e\r\n"
                    + "Content-Length: 0\r\n\r\n"))
        .containsExactly(
            "HTTP/1.1 201 Created",
            "Server: http://go.test/",
            "set-cookie: a=b; Domain=B1.test",
            "LOCATION: http://B1.test:8080/caf\u00c3\u00a9?a=%41",
            "X-A: 1",
            "Content-Location: //B1.test:8080/",
            "Set-Cookie: c=\u00e9;domain=B1.test;Secure",
            "Refresh: 5; url='http://B1.test:8080/'",
            "Set-Cookie: d=e",
            "Content-Length: 0");
  }

  @Test
  void aRedirectThatTheOriginBuildsFromItsHostIsFollowedThroughTheProxy() throws Exception {
    try (RawOrigin origin = new RawOrigin(ReturnedNamesTest::redirectToSlash);
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.test")) {
      InetSocketAddress address = proxy.server.addresses().getFirst();
      String own = "localhost:" + address.getPort();

      String location =
          proxy.exchange("GET /dir HTTP/1.1\r\nHost: " + own + "\r\n\r\n").field("Location");
      URI next = URI.create(location);
      var second =
          proxy.exchange(
              "GET " + next.getPath() + " HTTP/1.1\r\nHost: " + next.getAuthority() + "\r\n\r\n");

      assertThat(location).isEqualTo("http://" + own + "/dir/");
      assertThat(second.status()).isEqualTo(200);
      assertThat(origin.next().field("Host")).isEqualTo("go.test");
      assertThat(origin.next().field("Host")).isEqualTo("go.test");
    }
  }

  @Test
  @DisplayName("An upgrade to https stays one and never loops")
  void anHttpOriginThatSendsPeopleToHttpsIsNotAskedAgainAndAgain() throws Exception {
    String redirect =
        "HTTP/1.1 301 Moved Permanently\r\nLocation: https://go.test/\r\nContent-Length: 0\r\n\r\n";

    assertThat(returned("GET / HTTP/1.1\r\nHost: b1.test\r\n\r\n", redirect))
        .contains("Location: https://b1.test/");
    assertThat(returned("GET / HTTP/1.1\r\nHost: b1.test:15080\r\n\r\n", redirect))
        .contains("Location: https://b1.test/");
    assertThat(returned("GET / HTTP/1.1\r\nHost: localhost:15080\r\n\r\n", redirect))
        .contains("Location: https://go.test/");
    assertThat(returned("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", redirect))
        .contains("Location: https://go.test/");
  }

  @Test
  @DisplayName("Its Host as sent: the authority of an absolute-form target counts")
  void theClientsNameIsTheOneThatTheRulesSaw() throws Exception {
    assertThat(
            returned(
                "GET http://Abs.test:81/ HTTP/1.1\r\nHost: other.test\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http://go.test/\r\nContent-Length: 0\r\n\r\n"))
        .contains("Location: http://Abs.test:81/");
  }

  @Test
  void aResponseWithoutContentIsMappedToo() throws Exception {
    assertThat(
            returned(
                "HEAD / HTTP/1.1\r\nHost: b1.test\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http://go.test/\r\n\r\n"))
        .contains("Location: http://b1.test/");
    assertThat(
            returned(
                "GET / HTTP/1.1\r\nHost: b1.test\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nContent-Location: http://go.test/\r\n\r\n"))
        .contains("Content-Location: http://b1.test/");
  }

  @Test
  void withoutAnOverrideNothingIsMapped() throws Exception {
    try (RawOrigin origin =
            RawOrigin.answering(
                "HTTP/1.1 302 Found\r\nLocation: http://b1.test/\r\n"
                    + "Set-Cookie: a=b; Domain=b1.test\r\nContent-Length: 0\r\n\r\n");
        TestProxy proxy = new TestProxy(it -> it, ExchangeListener.NONE)) {
      proxy.use(TestProxy.document(origin.upstream(), Unmatched.PASS));

      var response = proxy.exchange("GET / HTTP/1.1\r\nHost: b1.test:81\r\n\r\n");

      assertThat(response.field("Location")).isEqualTo("http://b1.test/");
      assertThat(response.field("Set-Cookie")).isEqualTo("a=b; Domain=b1.test");
    }
  }

  @Test
  @DisplayName("responseHeaders are what the rule says: they come after what is mapped")
  void whatTheRuleSetsIsNotMapped() throws Exception {
    Rule rule =
        TestProxy.edited(
            TestProxy.rule("r", Match.ANY, "go.test"),
            Rule.Request.DEFAULT,
            Rule.FieldEdits.NONE,
            new Rule.FieldEdits(Map.of("Location", "http://go.test/set"), Map.of(), List.of()));
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = new TestProxy(it -> it, ExchangeListener.NONE)) {
      proxy.use(TestProxy.document(origin.upstream(), Unmatched.PASS, rule));

      var response = proxy.exchange("GET / HTTP/1.1\r\nHost: b1.test\r\n\r\n");

      assertThat(response.field("Location")).isEqualTo("http://go.test/set");
    }
  }

  private static List<String> returned(String request, String response) throws IOException {
    try (RawOrigin origin = RawOrigin.answering(response);
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "go.test");
        RawClient client = proxy.client()) {
      return List.of(client.send(request).readHead().split("\r\n", -1));
    }
  }

  /** As Apache does for a directory: a URL made of the Host that it was given. */
  private static void redirectToSlash(RawOrigin.Received request, OutputStream out, Socket socket)
      throws IOException {
    boolean directory = request.lines().getFirst().startsWith("GET /dir/ ");
    String head =
        directory
            ? "HTTP/1.1 200 OK\r\n"
            : "HTTP/1.1 301 Moved\r\nLocation: http://" + request.field("Host") + "/dir/\r\n";
    out.write((head + "Content-Length: 0\r\n\r\n").getBytes(ISO_8859_1));
  }
}
