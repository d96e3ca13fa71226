package io.rehost.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;

/** The demo but for the proxy itself: its origins, its settings and its screen. */
public final class Demo implements AutoCloseable {
  /**
   * What the demo sets where the user sets nothing: loopback only, and an end that doesn't wait for
   * browsers.
   */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "REHOST_LISTEN", "127.0.0.1:15080",
          "REHOST_MANAGEMENT", "127.0.0.1:15081",
          "REHOST_RULES_FILE", "examples/rules.yaml",
          "REHOST_TIMEOUT_DRAIN", "2s");

  private final DemoOrigins origins;

  private Demo(DemoOrigins origins) {
    this.origins = origins;
  }

  /**
   * Starts the origins.
   *
   * @param out gets a line for every request that they see
   * @throws IOException if an address can't be bound; its message is one line for the user
   */
  public static Demo start(PrintStream out) throws IOException, InterruptedException {
    return new Demo(DemoOrigins.start(out));
  }

  /**
   * One screen that says what to type next: at most 24 lines of 80 columns.
   *
   * @param proxy address and port, as in a URL
   * @param management the same
   * @param rules path of the rules file
   */
  public static String screen(String proxy, String management, String rules) {
    String url = "http://" + proxy;
    StringBuilder screen =
        new StringBuilder(
            """
            Rehost demo: clients ask for one name, a fixed address is asked for another.

              proxy    %s
              rules    %s
            """
                .formatted(url, rules));
    for (DemoAddress address : DemoAddress.ALL) {
      screen.append("  origin   ").append(address.label()).append('\n');
    }
    return screen
        .append(
            """

            In another terminal:

              curl -H 'Host: b1.example.com' %1$s/hello
              curl -H 'Host: b2.example.com' %1$s/hello
              curl -H 'Host: c.example.com'  %1$s/img/logo.png
              curl -H 'Host: x.d.example.com' %1$s/hello
              curl -H 'Host: unknown.test'   %1$s/hello

            Then change a host in the rules, save, and ask again.
            Health and metrics:  curl http://%2$s/health/ready  (or /metrics)
            DEBUG=1 shows where each request went and its head. Ctrl-C ends the demo.
            What the origins see:
            """
                .formatted(url, management))
        .toString();
  }

  /** Stops the origins. */
  @Override
  public void close() {
    origins.close();
  }
}
