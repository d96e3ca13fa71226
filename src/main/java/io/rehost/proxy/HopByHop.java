package io.rehost.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.rehost.wire.FieldWalk;
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
  static boolean always(FieldWalk field) {
    return switch (field.nameLength()) {
      case 2 -> field.isNamed(HttpHeaderNames.TE);
      case 7 -> field.isNamed(HttpHeaderNames.UPGRADE);
      case 10 -> field.isNamed(HttpHeaderNames.CONNECTION) || field.isNamed(KEEP_ALIVE);
      case 14 -> field.isNamed(HTTP2_SETTINGS);
      case 16 -> field.isNamed(PROXY_CONNECTION);
      case 17 -> field.isNamed(HttpHeaderNames.TRANSFER_ENCODING);
      default -> false;
    };
  }

  /**
   * Whether the field goes on to the next hop.
   *
   * @param named what {@link #named} says of the message
   */
  static boolean isEndToEnd(FieldWalk field, Set<String> named) {
    return !always(field)
        && (named.isEmpty() || !named.contains(field.name().toString().toLowerCase(Locale.ROOT)));
  }

  /**
   * Calls {@code field} with name and value of each field, in order.
   *
   * @param http2 leaves out those that HTTP/2 has no place for
   */
  static void forEachField(HttpHeaders fields, boolean http2, BiConsumer<String, String> field) {
    FieldWalk each = FieldWalk.over(fields);
    while (each.next()) {
      if (!http2 || !always(each) || each.isNamed(HttpHeaderNames.TE)) {
        field.accept(each.name().toString(), each.value().toString());
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
      removeFromTrailers(end, named(head));
    }
  }

  /** The same, of a head of which {@link #named} has said that. */
  static void removeFromTrailers(LastHttpContent end, Set<String> named) {
    if (!named.isEmpty() && !end.trailingHeaders().isEmpty()) {
      named.forEach(end.trailingHeaders()::remove);
    }
  }

  private static boolean isCommon(String value) {
    return KEEP_ALIVE.contentEqualsIgnoreCase(value) || "close".equalsIgnoreCase(value);
  }
}
