package io.rehost.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract 7, {@code GET /}: the page in a browser, before a proxy as it is shipped. */
class ConsolePageIT {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final ContainsTextOptions SOON =
      new ContainsTextOptions().setTimeout(PATIENCE_MILLIS);
  private static final HasCountOptions SOON_SO_MANY =
      new HasCountOptions().setTimeout(PATIENCE_MILLIS);

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ConsoleProgram proxy;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Browser browser;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Page page;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException, InterruptedException {
    proxy = new ConsoleProgram(directory);
    browser = new Browser();
  }

  @AfterAll
  static void stop() {
    browser.close();
    proxy.close();
  }

  @BeforeEach
  void open() {
    browser.forget();
    page = browser.open(proxy.url(), ColorScheme.LIGHT, 1280, 900);
  }

  @AfterEach
  void close() {
    page.context().close();
    browser.assertQuiet();
  }

  private Locator lines() {
    return page.locator("#exchange-list .line");
  }

  private static void assertSoon(Locator place, String text) {
    assertThat(place).containsText(text, SOON);
  }

  @Test
  void aRequestShowsBothHostsAndOpensToBothHeads() throws Exception {
    proxy.get("b1.example.com", "/hello?key=hush", "Cookie: s=hush", "X-One: 1");

    assertSoon(lines().first(), "b1.example.com → sent as go.advent.2019.co.jp");
    lines().first().click();
    Locator panel = page.locator(".panel");
    assertSoon(panel, "127.0.0.1:" + proxy.originPort());
    assertThat(panel).containsText("/hello?key=***");
    assertThat(panel.locator("tr.changed")).containsText("Host: b1.example.com");
    assertThat(panel.locator("tr.changed")).containsText("Host: go.advent.2019.co.jp");
    assertThat(panel.locator("tr.changed")).containsText("changed");
    assertThat(panel.locator("tr.removed")).containsText("Connection: close");
    assertThat(panel.locator("tr.added")).containsText("CDN-Loop: rehost-demo");
    assertThat(panel.locator("tr.same", new Locator.LocatorOptions().setHasText("X-One")))
        .containsText("X-One: 1");
    assertThat(panel.locator("figcaption")).containsText("until the origin answered");
    assertThat(panel).not().containsText("hush");
  }

  @Test
  void anEditShowsByItselfAndARejectedOneWithItsProblems() throws Exception {
    Locator status = page.locator("#status");
    assertSoon(status, "3 rules in force");
    String hash = status.locator("code").first().textContent();
    try {
      proxy.edit("edited.example.org");
      assertThat(status.locator("code").first())
          .not()
          .hasText(hash, new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MILLIS));
      proxy.edit("a b");
      assertSoon(status, "rejected");
      assertSoon(status, "rules[0].host: \"a b\" (expected: ");
      assertSoon(status, "The last good rules stay in force.");
    } finally {
      proxy.edit("go.advent.2019.co.jp");
    }
    assertSoon(status, "accepted");
  }

  @Test
  void theRulesTellTheirHitsAndLeadToTheirExchanges() throws Exception {
    proxy.get("x.d.example.com", "/a");
    Locator row = page.locator(".rules tr", new Page.LocatorOptions().setHasText("wildcard-d"));
    assertThat(row.locator("td[data-label='Last match']"))
        .hasText(
            Pattern.compile("just now|[0-9]+ s ago"),
            new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MILLIS));
    assertThat(row.locator(".number")).not().hasText("0");
    proxy.get("c.example.com", "/img/b");
    assertThat(lines()).hasCount(2, SOON_SO_MANY);

    row.locator("button").click();

    assertThat(lines()).hasCount(1, SOON_SO_MANY);
    assertThat(lines().first()).containsText("wildcard-d");
  }

  @Test
  void whatIsFilteredAwayDoesNotShow() throws Exception {
    page.selectOption("#filter-status", "5xx");
    page.fill("#filter-host", "D.Example");
    page.waitForResponse(it -> it.url().contains("host=D.Example"), () -> {});
    proxy.get("x.d.example.com", "/fine");
    proxy.get("c.example.com", "/img/../broken");
    proxy.get("x.d.example.com", "/broken");

    assertSoon(lines().first(), "/broken");
    assertThat(lines()).hasCount(1);
    assertThat(lines().first()).containsText("x.d.example.com");
  }

  @Test
  void pausedNothingComesUntilItGoesOn() throws Exception {
    page.click("#pause");
    assertSoon(page.locator("#tap-state"), "paused");
    proxy.get("b1.example.com", "/while-paused");
    page.click("#pause");
    assertSoon(page.locator("#tap-state"), "listening");
    proxy.get("b1.example.com", "/after");

    assertSoon(lines().first(), "/after");
    assertThat(lines()).hasCount(1);
  }

  @Test
  void whatIsReadDoesNotMoveAway() throws Exception {
    proxy.get("b1.example.com", "/read");
    assertSoon(lines().first(), "/read");
    lines().first().click();
    proxy.get("b1.example.com", "/new");

    assertSoon(page.locator("#held"), "Show 1 new");
    assertThat(lines()).hasCount(1);
    page.click("#held");
    assertSoon(lines().first(), "/new");
  }

  @Test
  void explainSaysWhichRuleWinsWhyOthersLostAndWhatWouldBeSent() {
    page.fill("#explain-url", "http://c.example.com/img/logo.png");
    page.fill("#explain-headers", "x-env: canary\nx-q: <b>bold</b>");
    page.click("#explain-form .primary");

    Locator answer = page.locator("#explain-answer");
    assertSoon(answer, "matched rule images");
    assertThat(answer).containsText("service-b1 host: c.example.com is not b1.example.com");
    assertThat(answer).containsText("127.0.0.1:" + proxy.originPort());
    assertThat(answer.locator("tr.changed")).containsText("Host: shop.example.org");
    assertThat(answer).containsText("x-q: <b>bold</b>");
    page.fill("#explain-url", "http://*.example.com");
    page.click("#explain-form .primary");
    assertSoon(answer, "url: \"http://*.example.com\" (expected: ");
    browser.forget(); // the browser notes a 400
  }

  @Test
  void theOriginIsAskedAndItsDefaultVirtualHostIsWarnedOf() {
    page.fill("#explain-url", "http://c.example.com/img/logo.png");
    page.focus("#probe");
    page.keyboard().press("Enter");

    Locator answer = page.locator("#explain-answer");
    assertSoon(answer, "same answer for any Host");
    assertThat(answer).containsText("you are looking at its default virtual host");
    assertThat(answer.locator(".replies tbody th").first()).hasText("shop.example.org");
    assertThat(answer.locator(".replies tbody th").last()).containsText(".invalid");
    assertThat(answer.locator(".replies td").first()).hasText("status 200");
    assertThat(answer).containsText("matched rule images");
    assertThat(page.locator("#explain-news")).containsText("The origin was asked: the origin");
    assertThat(page.locator("#probe")).isFocused();
  }

  @Test
  void theKeyboardDoesItAll() throws Exception {
    proxy.get("b1.example.com", "/keys");
    assertSoon(lines().first(), "/keys");
    page.keyboard().press("Tab");
    assertThat(page.locator(".skip")).isFocused();
    page.keyboard().press("Enter");
    for (String id :
        new String[] {"pause", "clear", "filter-rule", "filter-host", "filter-status"}) {
      page.keyboard().press("Tab");
      assertThat(page.locator("#" + id)).isFocused();
    }
    page.keyboard().press("Tab");
    if (page.evaluate("document.activeElement.id").equals("exchange-list")) {
      page.keyboard().press("Tab"); // a scrolled area takes the focus too
    }
    assertThat(lines().first()).isFocused();
    Object outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
    assertThat(outline).as("focus shows").isEqualTo("solid");
    page.keyboard().press("Enter");
    assertThat(lines().first()).hasAttribute("aria-expanded", "true");
    assertSoon(page.locator(".panel"), "Connected to");
  }

  @Test
  void theProxyMayGoAndComeBack() throws Exception {
    proxy.stop();
    assertSoon(page.locator("#connection"), "the proxy does not answer");
    proxy.restart();
    assertSoon(page.locator("#connection"), "connected");
    assertSoon(page.locator("#tap-state"), "listening");
    proxy.get("b1.example.com", "/again");
    assertSoon(lines().first(), "/again");
    browser.forget(); // the browser notes each refused connection
  }
}
