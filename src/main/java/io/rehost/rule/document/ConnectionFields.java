package io.rehost.rule.document;

import java.util.Locale;
import java.util.Set;

/**
 * Host, which is the override's, and the fields that belong to one connection (hop-by-hop, RFC 9110
 * 7.6.1). Rules neither edit them nor make hosts of them.
 */
final class ConnectionFields {
  private static final Set<String> NAMES =
      Set.of(
          "host",
          "connection",
          "proxy-connection",
          "keep-alive",
          "te",
          "transfer-encoding",
          "upgrade");

  private ConnectionFields() {}

  static boolean covers(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }
}
