package io.rehost.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the page looks, with what is unusual: narrow, dark, hostile, much. */
class ConsoleLooksIT {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int LOOK_MILLIS = 400;
  private static final int LOOKS = 100;
  private static final int POINTS = 4;
  private static final String MARKUP = "<img/src=x/onerror=document.title='hacked'>";

  /** Text whose contrast with what is behind it is less than WCAG 2.2 1.4.3 asks for. */
  private static final String TOO_PALE =
      """
      () => {
        const rgba = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
        const light = ([r, g, b]) => {
          const part = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
          return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
        };
        const behind = (element) => {
          for (let one = element; one; one = one.parentElement) {
            const color = rgba(getComputedStyle(one).backgroundColor);
            if (color.length === 3 || color[3] === 1) return color;
          }
          return [255, 255, 255];
        };
        const pale = [];
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const element = texts.currentNode.parentElement;
          if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
          const color = getComputedStyle(element);
          const [a, b] = [light(rgba(color.fill !== "rgb(0, 0, 0)" && element.closest("svg") ? color.fill : color.color)),
            light(behind(element))].sort((x, y) => y - x);
          const ratio = (a + 0.05) / (b + 0.05);
          if (ratio < 4.5) pale.push(`${texts.currentNode.data.trim()}: ${ratio.toFixed(2)}`);
        }
        return pale;
      }
      """;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ConsoleProgram proxy;

  private final Browser browser = new Browser();

  @BeforeEach
  void start() throws IOException, InterruptedException {
    proxy = new ConsoleProgram(Files.createDirectories(Path.of("target", "site")));
  }

  @AfterEach
  void stop() {
    browser.assertQuiet();
    browser.close();
    proxy.close();
  }

  private static void assertSoon(Locator place, String text) {
    assertThat(place).containsText(text, new ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
  }

  private void traffic() throws IOException {
    proxy.get(
        "x.d.example.com",
        "/v1/orders?page=2",
        "Accept: application/json",
        "Authorization: Bearer x");
    proxy.get("c.example.com", "/img/logo.png", "Accept: image/png", "Cookie: session=1");
    proxy.get("unknown.test", "/hello", "Accept: */*");
    proxy.get("x.d.example.com", "/broken", "Accept: application/json");
    proxy.get(
        "b1.example.com", "/hello", "User-Agent: curl/8.5.0", "Accept: */*", "Cookie: session=1");
  }

  private static long points(Locator series) {
    return series.count() == 0 ? 0 : series.getAttribute("d").chars().filter(c -> c == 'L').count();
  }

  /** A page with some minutes behind it, as far as a test can wait: a few answers for its plots. */
  private Page openWithOneExchange(ColorScheme scheme, int width, int height) throws IOException {
    Page page = browser.open(proxy.url(), scheme, width, height);
    Locator series = page.locator(".chart > svg .series").first();
    for (int look = 0; look < LOOKS && points(series) < POINTS; look++) {
      traffic();
      page.waitForTimeout(LOOK_MILLIS);
    }
    assertThat(points(series)).isGreaterThanOrEqualTo(POINTS);
    traffic();
    assertSoon(page.locator(".line").first(), "b1.example.com");
    page.locator(".line").first().click();
    assertSoon(page.locator(".panel"), "Connected to");
    page.fill("#explain-url", "http://c.example.com/img/logo.png");
    page.locator("#probe").click();
    assertSoon(page.locator("#explain-answer"), "matched");
    assertSoon(page.locator(".legend").first(), "service-b1");
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)");
    return page;
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void everyTextIsReadableAndTheScreenIsWorthAPicture(ColorScheme scheme) throws Exception {
    Page page = openWithOneExchange(scheme, 1280, 960);
    if (scheme == ColorScheme.DARK) {
      proxy.edit("a b");
      assertSoon(page.locator("#status"), "rejected");
    }

    String name = scheme.name().toLowerCase(Locale.ROOT) + ".png";
    page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "console-" + name)));
    page.setViewportSize(1280, 2400); // the bar at the top covers nothing then
    page.locator("#explain")
        .screenshot(
            new Locator.ScreenshotOptions().setPath(Path.of("target", "console-probe-" + name)));
    assertThat((List<?>) page.evaluate(TOO_PALE)).isEmpty();
  }

  @Test
  void itFitsAPhoneWithoutSidewaysScrolling() throws Exception {
    Page page = openWithOneExchange(ColorScheme.LIGHT, 360, 800);

    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target", "console-phone.png")));
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
    assertThat((List<?>) page.evaluate(TOO_PALE)).isEmpty();
  }

  @Test
  void markupOfClientsAndRulesIsText() throws Exception {
    Page page = browser.open(proxy.url(), ColorScheme.LIGHT, 1280, 900);
    proxy.get("b1.example.com", "/" + MARKUP, "X-Markup: " + MARKUP);
    assertSoon(page.locator(".line").first(), MARKUP);
    page.locator(".line").first().click();
    assertSoon(page.locator(".panel"), "X-Markup: " + MARKUP);
    proxy.edit(MARKUP + " ");
    assertSoon(page.locator("#status"), MARKUP);

    assertThat(page.title()).isEqualTo("Rehost console");
    assertThat(page.locator("main img")).hasCount(0);
  }
}
