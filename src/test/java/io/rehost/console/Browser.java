package io.rehost.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Debian's Chromium, without a window. */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final int PATIENCE_MILLIS = 20_000;

  private final Playwright playwright =
      Playwright.create(
          new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  private final com.microsoft.playwright.Browser chromium =
      playwright
          .chromium()
          .launch(
              new BrowserType.LaunchOptions()
                  .setExecutablePath(CHROMIUM)
                  .setArgs(List.of("--no-sandbox")));
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  /**
   * A page of its own, at this address.
   *
   * @param scripts run before those of the page
   */
  Page open(String url, ColorScheme scheme, int width, int height, String... scripts) {
    BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setViewportSize(width, height));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    List.of(scripts).forEach(context::addInitScript);
    Page page = context.newPage();
    page.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
    page.onPageError(complaints::add);
    page.onRequest(request -> noteForeign(request.url(), url));
    page.navigate(url);
    page.waitForSelector("text=connected");
    page.waitForSelector("text=listening");
    return page;
  }

  private void noteForeign(String requested, String own) {
    if (!requested.startsWith(own)) {
      complaints.add("asks somebody else: " + requested);
    }
  }

  /**
   * The page has said nothing on the browser's console: no script failed, no policy was violated.
   */
  void assertQuiet() {
    assertThat(complaints).isEmpty();
  }

  /** What was said so far is known. */
  void forget() {
    complaints.clear();
  }

  @Override
  public void close() {
    playwright.close();
  }
}
