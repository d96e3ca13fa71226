package io.rehost.console;

import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other origins out (CSRF). Browsers say where a request comes from: Origin (RFC
 * 6454 7) with every change, Sec-Fetch-Site (Fetch Metadata) with every request; programs such as
 * curl say nothing, and are answered. Pure.
 */
final class SameOrigin {
  private static final List<String> OWN = List.of("same-origin", "none");

  private SameOrigin() {}

  /**
   * Why the request must not be answered; null if it may.
   *
   * @param fields with exactly one Host
   * @param changes whether it would change something
   */
  static @Nullable String refusal(MultiMap fields, boolean changes) {
    for (String site : fields.getAll("Sec-Fetch-Site")) {
      if (!OWN.contains(site) && (changes || !isLink(fields))) {
        return "Sec-Fetch-Site: \"%s\" (expected: a request of this console's own page)"
            .formatted(site);
      }
    }
    String own = "http://" + fields.get("Host");
    for (String origin : fields.getAll("Origin")) {
      if (!origin.equalsIgnoreCase(own)) {
        return "Origin: \"%s\" (expected: \"%s\")".formatted(origin, own);
      }
    }
    return null;
  }

  /** Whoever follows a link to the console sees it; the page with the link does not. */
  private static boolean isLink(MultiMap fields) {
    return "navigate".equals(fields.get("Sec-Fetch-Mode"))
        && "document".equals(fields.get("Sec-Fetch-Dest"));
  }
}
