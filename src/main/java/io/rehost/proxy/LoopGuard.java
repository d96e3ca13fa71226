package io.rehost.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Ends a request that comes back to the proxy that sent it: each request carries the proxy's name
 * in CDN-Loop (RFC 8586). Pure.
 *
 * <p>The name goes in a field of its own, as RFC 8586 2 allows, so that those of others stay byte
 * for byte what they were.
 */
final class LoopGuard {
  private LoopGuard() {}

  /**
   * Whether the request was sent by the proxy of that name.
   *
   * @param id null if the guard is off
   */
  static boolean detects(@Nullable String id, HttpHeaders fields) {
    if (id == null || !fields.contains(FieldNames.CDN_LOOP)) {
      return false;
    }
    for (String value : fields.getAll(FieldNames.CDN_LOOP)) {
      if (lists(value, id)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds the proxy's name to a request that is about to be sent.
   *
   * @param id null if the guard is off
   */
  static void mark(@Nullable String id, HttpHeaders fields) {
    if (id != null) {
      fields.add(FieldNames.CDN_LOOP, id);
    }
  }

  /**
   * Whether a member of the list has that name. A comma within a quoted parameter is taken for the
   * end of a member too: so no quote that someone leaves open can hide the members behind it. Case
   * does not matter, as the name may be that of a host.
   */
  private static boolean lists(String value, String id) {
    int start = 0;
    while (start <= value.length()) {
      int comma = value.indexOf(',', start);
      int end = comma < 0 ? value.length() : comma;
      int semicolon = value.indexOf(';', start);
      int nameEnd = semicolon < 0 || semicolon > end ? end : semicolon;
      if (value.substring(start, nameEnd).strip().equalsIgnoreCase(id)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }
}
