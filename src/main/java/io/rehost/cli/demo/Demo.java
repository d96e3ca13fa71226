package io.rehost.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The demo but for the proxy itself: its origins, its settings and its screen. */
public final class Demo implements AutoCloseable {
  private static final Path EXAMPLE = Path.of("examples", "rules.yaml");

  /**
   * What the demo sets where the user sets nothing: loopback only, and an end that doesn't wait for
   * browsers.
   */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "REHOST_LISTEN", "127.0.0.1:15080",
          "REHOST_MANAGEMENT", "127.0.0.1:15081",
          "REHOST_CONSOLE", "127.0.0.1:15082",
          "REHOST_RULES_FILE", EXAMPLE.toString(),
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
   * The rules file to use: the one that is set, but outside a checkout, where the default is not
   * there, a copy in a directory of its own, which stays for whoever has edited it.
   *
   * @throws IOException if the copy can't be written
   */
  public static Path rules(Path set) throws IOException {
    if (!set.equals(EXAMPLE) || Files.exists(set)) {
      return set;
    }
    try (InputStream packaged = Demo.class.getResourceAsStream("rules.yaml")) {
      Path copy = Files.createTempDirectory("rehost-demo").resolve("rules.yaml");
      Files.copy(Objects.requireNonNull(packaged, "rules.yaml"), copy);
      return copy;
    }
  }

  /**
   * One screen that says what to type next: at most 24 lines of 80 columns.
   *
   * @param proxy address and port, as in a URL
   * @param console the same; empty if it is switched off
   * @param management the same
   * @param rules path of the rules file
   */
  public static String screen(
      String proxy, Optional<String> console, String management, String rules) {
    String url = "http://" + proxy;
    StringBuilder screen =
        new StringBuilder(
            """
            Rehost demo: clients ask for one name, a fixed address is asked for another.

              proxy    %s
              rules    %s
            """
                .formatted(url, rules));
    console.ifPresent(
        address ->
            screen.append("  console  http://").append(address).append("  <- open in a browser\n"));
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
