package io.rehost.rule;

import java.util.Locale;
import java.util.Set;

/**
 * Names of fields that belong to one connection, not to the message that goes through it
 * (hop-by-hop): those of RFC 9110 7.6.1, and HTTP2-Settings (RFC 7540 3.2.1). Rules neither edit
 * them nor make hosts of them.
 */
public final class ConnectionFields {
  private static final Set<String> NAMES =
      Set.of(
          "connection",
          "http2-settings",
          "keep-alive",
          "proxy-connection",
          "te",
          "transfer-encoding",
          "upgrade");

  private ConnectionFields() {}

  /** Whether a field of that name, in any case, is hop-by-hop though Connection may not name it. */
  public static boolean covers(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }
}
