package io.rehost.cli.demo;

import java.util.List;
import java.util.Map;

/**
 * One of the demo's fixed addresses and the name-based virtual hosts behind it. All of 127.0.0.0/8
 * is loopback on Linux.
 *
 * @param letter as people call it: {@code IP B}
 * @param ip an IPv4 address
 * @param sites title by host; other names get the default site, as with Apache and nginx
 */
record DemoAddress(String letter, String ip, Map<String, String> sites) {
  /** The same for all of them: what tells origins apart is the address, as in the real scene. */
  static final int PORT = 18_080;

  /** Those that {@code examples/rules.yaml} names. */
  static final List<DemoAddress> ALL =
      List.of(
          new DemoAddress(
              "B",
              "127.0.0.11",
              Map.of(
                  "go.advent.2019.co.jp", "Advent calendar, the Go days",
                  "www.advent.2019.co.jp", "Advent calendar, front page")),
          new DemoAddress("C", "127.0.0.12", Map.of("shop.example.org", "Shop")),
          new DemoAddress("D", "127.0.0.13", Map.of("api.example.org", "API")));

  DemoAddress {
    sites = Map.copyOf(sites);
  }

  /** {@code IP B (127.0.0.11:18080)}. */
  String label() {
    return "IP " + letter + " (" + ip + ":" + PORT + ")";
  }

  /** What a client finds there, by the host that it names. */
  String page(String host, String requestLine) {
    String site = sites.getOrDefault(host, "default site, no virtual host has that name");
    return """
        %s
        site  %s
        Host  %s
        got   %s
        """
        .formatted(label(), site, host, requestLine);
  }
}
