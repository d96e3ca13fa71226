package io.rehost.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Which fields of a message, in its head or its trailers, are meant for this hop only (RFC 9110
 * 7.6.1): those that Connection names, and those that are known to be without being named.
 *
 * <p>Host, Content-Length and Transfer-Encoding say where a message goes and where it ends,
 * CDN-Loop where it has been (RFC 8586 2: not to be removed under any circumstances); naming them
 * in Connection takes nothing away.
 */
final class HopByHop {
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
  private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
  private static final AsciiString HTTP2_SETTINGS = AsciiString.cached("http2-settings");

  private HopByHop() {}

  /** Whether the field is hop-by-hop whatever Connection says. */
  static boolean always(CharSequence name) {
    return switch (name.length()) {
      case 2 -> HttpHeaderNames.TE.contentEqualsIgnoreCase(name);
      case 7 -> HttpHeaderNames.UPGRADE.contentEqualsIgnoreCase(name);
      case 10 ->
          HttpHeaderNames.CONNECTION.contentEqualsIgnoreCase(name)
              || KEEP_ALIVE.contentEqualsIgnoreCase(name);
      case 14 -> HTTP2_SETTINGS.contentEqualsIgnoreCase(name);
      case 16 -> PROXY_CONNECTION.contentEqualsIgnoreCase(name);
      case 17 -> HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name);
      default -> false;
    };
  }

  /**
   * Whether the field goes on to the next hop.
   *
   * @param named what {@link #named} says of the message
   */
  static boolean isEndToEnd(CharSequence name, Set<String> named) {
    return !always(name)
        && (named.isEmpty() || !named.contains(name.toString().toLowerCase(Locale.ROOT)));
  }

  /**
   * Calls {@code field} with name and value of each field, in order.
   *
   * @param http2 leaves out those that HTTP/2 has no place for
   */
  static void forEachField(HttpHeaders fields, boolean http2, BiConsumer<String, String> field) {
    for (var entry : fields) {
      String name = entry.getKey();
      if (!http2 || !always(name) || HttpHeaderNames.TE.contentEqualsIgnoreCase(name)) {
        field.accept(name, entry.getValue());
      }
    }
  }

  /** The end-to-end names, in lower case, that Connection declares hop-by-hop; mostly none. */
  static Set<String> named(HttpHeaders fields) {
    List<String> values = fields.getAll(HttpHeaderNames.CONNECTION);
    if (values.isEmpty() || (values.size() == 1 && isCommon(values.getFirst()))) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    for (String value : values) {
      for (String option : value.split(",", -1)) {
        names.add(option.strip().toLowerCase(Locale.ROOT));
      }
    }
    names.removeAll(List.of("", "host", "content-length", "transfer-encoding", "cdn-loop"));
    return names;
  }

  /** Takes out of a message's trailers, if it has any, what its head declares hop-by-hop. */
  static void removeFromTrailers(LastHttpContent end, HttpHeaders head) {
    if (!end.trailingHeaders().isEmpty()) {
      named(head).forEach(end.trailingHeaders()::remove);
    }
  }

  private static boolean isCommon(String value) {
    return KEEP_ALIVE.contentEqualsIgnoreCase(value) || "close".equalsIgnoreCase(value);
  }
}
