package io.rehost.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.rehost.certificates.TestAuthority;
import io.rehost.probe.VhostProbe;
import io.rehost.rule.Defaults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rehost explain --probe}, against real servers. */
class ExplainProbeTest {
  private static final String DEFAULT_HOST = "the origin answers the same for any host";
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final Queue<Headers> fields = new ConcurrentLinkedQueue<>();

  @Test
  void anOriginThatKnowsTheHostIsNotWarnedOf() throws IOException {
    Ran ran = plain(host -> host.equals("b.test") ? "site" : "default", "-X", "POST");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains("the origin's answer to GET:\n  b.test: 200\n  ", ".invalid: 200\n")
        .contains("the answers differ: it knows this Host, or its page changes each time\n")
        .doesNotContain("warning:");
    assertThat(asked).hasSize(2).allMatch(it -> it.startsWith("GET "));
    assertThat(asked.poll()).isEqualTo("GET b.test");
    assertThat(asked.poll()).endsWith(".invalid");
  }

  @Test
  void anOriginThatKnowsNoHostIsToldEvenIfItRepeatsTheHost() throws IOException {
    assertThat(plain(host -> "welcome to " + host).out()).contains("warning: " + DEFAULT_HOST);
  }

  @Test
  void nothingThatAsksForContentOrAnotherAnswerIsSentAlong() throws IOException {
    plain(
        host -> host,
        "-X",
        "PUT",
        "-H",
        "Content-Length: 5",
        "-H",
        "If-None-Match: \"a\"",
        "-H",
        "Accept-Encoding: gzip",
        "-H",
        "X-Kept: yes");
    assertThat(fields).hasSize(2).allSatisfy(ExplainProbeTest::assertSafe);
  }

  private static void assertSafe(Headers sent) {
    assertThat(sent)
        .containsKeys("X-kept")
        .doesNotContainKeys("Content-length", "If-none-match", "Accept-encoding");
  }

  @Test
  void aHeadStaysAHead() throws IOException {
    plain(host -> host, "-X", "HEAD");
    assertThat(asked).hasSize(2).allMatch(it -> it.startsWith("HEAD "));
  }

  @Test
  void aRequestThatIsNotForwardedHasNobodyToAsk() throws IOException {
    String rules = "upstream: http://127.0.0.1:9\nunmatched: reject\nrules: []\n";
    assertThat(explain(Probes.PATIENT, rules, "--probe").out())
        .contains("not probed: nothing would be sent");
    assertThat(explain(Probes.PATIENT, rules, "--probe", "-o", "json").out())
        .contains("\"probe\": null");
  }

  @Test
  void withoutTheOptionNothingIsSent() throws IOException {
    HttpServer server = serve(HttpServer.create(loopback(), 0), host -> "site");
    try {
      assertThat(explain(Probes.PATIENT, rules("http", server.getAddress(), "")).exit()).isZero();
      assertThat(asked).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aCertificateForOtherNamesForetells421(@TempDir Path dir) throws Exception {
    TestAuthority authority = new TestAuthority();
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(authority.issue("a.test").context(new TestAuthority())));
    serve(server, host -> host);
    String tls = "tls: {caFile: %s}".formatted(authority.caFile(dir.resolve("ca.crt")));
    try {
      Ran ran =
          explain(
              Probes.PATIENT, rules("https", server.getAddress(), tls), "--probe", "-o", "json");
      assertThat(ran.out())
          .contains("\"names\": [\n        \"a.test\"\n      ]", "\"bearsHost\": false")
          .contains("\"problem\": \"the certificate does not bear the name b.test\"")
          .contains("for a.test, not for b.test: expect 421 from an origin that compares them")
          .contains("the certificate does not verify: the certificate does not bear");
    } finally {
      server.stop(0);
    }
    assertThat(asked).as("nothing is sent to whom is not believed").isEmpty();
  }

  @Test
  void aDeadOriginIsToldWithoutAComparison() throws IOException {
    InetSocketAddress gone;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      gone = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    assertThat(explain(Probes.PATIENT, rules("http", gone, ""), "--probe").out())
        .contains("warning: no answer for b.test: ")
        .doesNotContain(DEFAULT_HOST);
  }

  @Test
  void anOriginThatNeverAnswersIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) silent.getLocalSocketAddress();
      VhostProbe probe = Probes.waiting(Duration.ofMillis(200));
      assertThat(explain(probe, rules("http", address, ""), "--probe").out())
          .contains("warning: no answer for b.test: no whole response in 200 ms");
    }
  }

  private Ran plain(UnaryOperator<String> page, String... more) throws IOException {
    HttpServer server = serve(HttpServer.create(loopback(), 0), page);
    try {
      List<String> arguments = new ArrayList<>(List.of(more));
      arguments.add("--probe");
      return explain(
          Probes.PATIENT, rules("http", server.getAddress(), ""), arguments.toArray(String[]::new));
    } finally {
      server.stop(0);
    }
  }

  private <S extends HttpServer> S serve(S server, UnaryOperator<String> page) {
    server.createContext(
        "/",
        exchange -> {
          String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
          asked.add(exchange.getRequestMethod() + " " + host);
          fields.add(exchange.getRequestHeaders());
          byte[] body = page.apply(host).getBytes(UTF_8);
          boolean head = exchange.getRequestMethod().equals("HEAD");
          exchange.sendResponseHeaders(200, head ? -1 : body.length);
          if (!head) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    return server;
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static String rules(String scheme, InetSocketAddress origin, String tls) {
    return "upstream: %s://127.0.0.1:%d%n%s%nrules: [{name: b, host: b.test}]%n"
        .formatted(scheme, origin.getPort(), tls);
  }

  private static Ran explain(VhostProbe probe, String rules, String... more) {
    List<String> arguments = new ArrayList<>(List.of("-f", "-", "http://a.test/p"));
    arguments.addAll(List.of(more));
    return Ran.of(
        rules,
        (in, out, err) ->
            new ExplainCommand(Defaults.NONE, Set.of(), () -> probe).run(arguments, in, out, err));
  }
}
