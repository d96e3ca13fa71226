package io.rehost.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page decides by itself: its pure modules, run where they will run. */
class ConsoleModulesIT {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int SHOWN = 200;

  /** A tap that says as much as it is told to. */
  private static final String FLOOD =
      """
      window.EventSource = class extends EventTarget {
        constructor() {
          super();
          setTimeout(() => this.onopen());
          window.flood = (number) => {
            for (let i = 0; i < number; i++) {
              const head = [`GET /${i} HTTP/1.1`, "Host: a.test"];
              this.onmessage({data: JSON.stringify({
                time: "2026-11-23T14:00:00.000Z", rule: "r", client: {address: "127.0.0.1:1", head},
                sent: {connect: "127.0.0.1:2", serverName: null, protocol: "http1", reused: true, head},
                status: 200, error: null, bytesIn: 0, bytesOut: 0, durationMs: 1, upstreamMs: 1})});
            }
            this.dispatchEvent(new MessageEvent("dropped", {data: "7"}));
          };
        }
        close() {}
      };
      """;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ConsoleScene scene;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Browser browser;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Page page;

  @BeforeAll
  static void open() throws IOException {
    scene = new ConsoleScene();
    browser = new Browser();
    page = browser.open(url(), ColorScheme.LIGHT, 800, 600);
  }

  @AfterAll
  static void close() {
    browser.assertQuiet();
    browser.close();
    scene.close();
  }

  private static String url() {
    return "http://127.0.0.1:" + scene.console.port() + "/";
  }

  private static Object call(String module, String expression, Object argument) {
    return page.evaluate(
        "async (it) => { const module = await import('./%s'); return %s; }"
            .formatted(module, expression),
        argument);
  }

  private static Object diff(List<String> client, List<String> sent) {
    return call(
        "diff.js",
        "module.diff(it.client, it.sent).map((row) => [row.mark, row.client, row.sent])",
        Map.of("client", client, "sent", sent));
  }

  private static List<?> row(String mark, @Nullable String client, @Nullable String sent) {
    return Arrays.asList(mark, client, sent);
  }

  @Test
  void linesAreMarkedInTheClientsOrderAndWhatIsAddedComesLast() {
    assertThat(
            diff(
                List.of("GET /a HTTP/1.1", "host: A", "X: 1", "Connection: close", "x: 2"),
                List.of("GET /a HTTP/1.1", "host: b", "X: 1", "x: 3", "CDN-Loop: r")))
        .isEqualTo(
            List.of(
                row("same", "GET /a HTTP/1.1", "GET /a HTTP/1.1"),
                row("changed", "host: A", "host: b"),
                row("same", "X: 1", "X: 1"),
                row("removed", "Connection: close", null),
                row("changed", "x: 2", "x: 3"),
                row("added", null, "CDN-Loop: r")));
  }

  @Test
  void headsOfDifferentProtocolsAreCompared() {
    assertThat(
            diff(
                List.of(":method: GET", ":scheme: http", ":authority: a", ":path: /x", "te: t"),
                List.of("GET /x HTTP/1.1", "Host: b", "TE: t")))
        .isEqualTo(
            List.of(
                row("same", ":method: GET\n:scheme: http\n:path: /x", "GET /x HTTP/1.1"),
                row("changed", ":authority: a", "Host: b"),
                row("same", "te: t", "TE: t")));
  }

  @Test
  void theHostOfAnAbsoluteTargetIsTheOneThatCounts() {
    assertThat(
            call(
                "diff.js",
                "(({host, target}) => [host, target])(module.parse(it))",
                List.of("GET http://a.test:8080?q HTTP/1.1", "Host: b.test")))
        .isEqualTo(List.of("a.test:8080", "/?q"));
  }

  @Test
  void aLatencyIsFoundWithinItsBucket() {
    assertThat(call("plots.js", "module.quantile(it, 0.5)", List.of(0, 0, 4, 0))).isEqualTo(0.003);
    assertThat(call("plots.js", "module.quantile(it, 0.95)", List.of(0, 0, 0, 0))).isNull();
    assertThat(call("plots.js", "module.quantile(it, 1)", List.of(1, 0, 0, 0, 1))).isEqualTo(0.016);
  }

  @Test
  void aRateIsWhatCameInBetweenAndARuleThatBeganAgainCountsFromZero() {
    String older = "{\"name\":\"a\",\"requests\":10,\"errors\":1,\"latency\":[1]}";
    String newer = "{\"name\":\"a\",\"requests\":14,\"errors\":3,\"latency\":[5]}";
    String anew = "{\"name\":\"b\",\"requests\":2,\"errors\":0,\"latency\":[0]}";
    String had = "{\"name\":\"b\",\"requests\":9,\"errors\":9,\"latency\":[9]}";
    Object rates =
        call(
            "plots.js",
            "module.between(JSON.parse(it[0]), JSON.parse(it[1]), 2)"
                + ".map(({name, rate, errors, latency}) => [name, rate, errors, latency[0]])",
            List.of(
                "{\"rules\":[" + older + "," + had + "]}",
                "{\"rules\":[" + newer + "," + anew + "]}"));
    assertThat(rates).isEqualTo(List.of(List.of("a", 2, 1, 4), List.of("b", 1, 0, 0)));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "1.2, 2", "2.2, 2.5", "7, 10", "101, 200", "0.03, 0.05"})
  void anAxisEndsAtARoundNumber(double value, double end) {
    Object ceiling = call("chart.js", "module.ceiling(it)", value);
    assertThat(((Number) ceiling).doubleValue()).isCloseTo(end, Offset.offset(1e-9));
  }

  @Test
  void aPageThatIsLeftOpenKeepsNoMoreThanItShowsAndSaysWhatItMissed() {
    Page flooded = browser.open(url(), ColorScheme.LIGHT, 800, 600, FLOOD);
    flooded.evaluate("flood(1000)");
    assertThat(flooded.locator("#dropped"))
        .containsText("7 more not shown", new ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
    assertThat(flooded.locator(".line").first()).containsText("/999");
    assertThat(flooded.locator("#exchange-list > li")).hasCount(SHOWN);
    flooded.locator(".line").first().click();
    flooded.evaluate("flood(1000)");
    assertThat(flooded.locator("#held")).containsText("Show " + SHOWN + " new");
    assertThat(flooded.locator("#exchange-list > li")).hasCount(SHOWN);
    flooded.context().close();
  }

  @Test
  void theMemoryOfAPageThatIsLeftOpenIsBounded() {
    Page flooded = browser.open(url(), ColorScheme.LIGHT, 800, 600, FLOOD);
    CDPSession devTools = flooded.context().newCDPSession(flooded);
    double first = heapAfterFloods(flooded, devTools, 2);
    double later = heapAfterFloods(flooded, devTools, 20);

    assertThat(flooded.locator("#exchange-list > li")).hasCount(SHOWN);
    // kept, each of the 20,000 would be two heads, an object and a row with a dozen elements
    assertThat(later - first).as("bytes more, of %s", first).isLessThan(4_000_000);
    flooded.context().close();
  }

  /** Bytes in use when what is not needed any more has been collected. */
  private static double heapAfterFloods(Page flooded, CDPSession devTools, int floods) {
    for (int flood = 0; flood < floods; flood++) {
      flooded.evaluate("flood(1000)");
      flooded.evaluate("new Promise(requestAnimationFrame)"); // the page draws what has come
    }
    devTools.send("HeapProfiler.collectGarbage");
    return devTools.send("Runtime.getHeapUsage").get("usedSize").getAsDouble();
  }
}
