package io.rehost.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The files of the page, as they are packaged: no other file can be asked for. */
final class Assets {
  private static final String PAGE = "index.html";
  private static final List<String> OTHERS =
      List.of(
          "console.css",
          "icon.svg",
          "chart.js",
          "console.js",
          "diff.js",
          "dom.js",
          "exchange.js",
          "exchanges.js",
          "explain.js",
          "plots.js",
          "probe.js",
          "rules.js",
          "server.js",
          "status.js");

  private Assets() {}

  /**
   * A file.
   *
   * @param type its media type
   */
  record Asset(String type, String text) {}

  /** All of them by path; the page is at the root. */
  static Map<String, Asset> load() {
    Map<String, Asset> assets = new LinkedHashMap<>();
    assets.put("/", asset(PAGE));
    OTHERS.forEach(name -> assets.put("/" + name, asset(name)));
    return assets;
  }

  private static Asset asset(String name) {
    try (InputStream file = Assets.class.getResourceAsStream(name)) {
      byte[] bytes = Objects.requireNonNull(file, name).readAllBytes();
      return new Asset(type(name), new String(bytes, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.'))) {
      case ".html" -> "text/html; charset=utf-8";
      case ".css" -> "text/css; charset=utf-8";
      case ".svg" -> "image/svg+xml";
      default -> "text/javascript; charset=utf-8";
    };
  }
}
