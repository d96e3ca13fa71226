package io.rehost.observe;

import io.rehost.proxy.ClientHead;
import io.rehost.proxy.SentHead;
import io.rehost.rule.FieldMask;
import io.rehost.rule.Protocol;
import io.rehost.rule.Upstream.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Request heads in lines, as they were on the wire, without their secrets: values of masked fields,
 * and those of queries, are {@code ***}. A head of HTTP/2 begins with its pseudo-fields.
 */
final class MaskedHead {
  private static final String MASKED = "***";
  private static final String HOST = "host";

  private final FieldMask mask;
  private final List<String> lines = new ArrayList<>();

  private MaskedHead(FieldMask mask) {
    this.mask = mask;
  }

  /** The head of a client that speaks {@code protocol}. */
  static List<String> of(ClientHead head, Protocol protocol, FieldMask mask) {
    MaskedHead masked = new MaskedHead(mask);
    if (isHttp2(protocol)) {
      String host = head.host();
      masked.pseudoFields(head.method(), head.scheme(), host, head.requestTarget());
      head.forEachField(masked::http2Field);
    } else {
      masked.lines.add(head.method() + " " + query(head.requestTarget()) + " " + head.version());
      head.forEachField(masked::field);
    }
    return masked.lines;
  }

  /** The head that was sent by {@code protocol}. */
  static List<String> of(SentHead head, @Nullable Protocol protocol, FieldMask mask) {
    MaskedHead masked = new MaskedHead(mask);
    if (isHttp2(protocol)) {
      Scheme scheme = protocol == Protocol.H2 ? Scheme.HTTPS : Scheme.HTTP;
      masked.pseudoFields(head.method(), scheme, host(head::forEachField), head.target());
      head.forEachField(masked::http2Field);
    } else {
      masked.lines.add(head.method() + " " + query(head.target()) + " HTTP/1.1");
      head.forEachField(masked::field);
    }
    return masked.lines;
  }

  private static boolean isHttp2(@Nullable Protocol protocol) {
    return protocol == Protocol.H2 || protocol == Protocol.H2C;
  }

  private static @Nullable String host(Consumer<BiConsumer<String, String>> fields) {
    List<String> found = new ArrayList<>(1);
    fields.accept(
        (name, value) -> {
          if (name.equalsIgnoreCase(HOST)) {
            found.add(value);
          }
        });
    return found.isEmpty() ? null : found.getFirst();
  }

  /** RFC 9113 8.3.1. */
  private void pseudoFields(String method, Scheme scheme, @Nullable String host, String target) {
    lines.add(":method: " + method);
    lines.add(":scheme: " + scheme);
    if (host != null) {
      lines.add(":authority: " + host);
    }
    lines.add(":path: " + query(target));
  }

  private void http2Field(String name, String value) {
    if (!name.equalsIgnoreCase(HOST)) {
      field(name.toLowerCase(Locale.ROOT), value);
    }
  }

  private void field(String name, String value) {
    lines.add(name + ": " + (mask.covers(name) ? MASKED : reference(value)));
  }

  /** Referer and its like hold URLs, whose queries are as secret as that of the request. */
  private static String reference(String value) {
    boolean url = value.startsWith("/") || value.contains("://");
    return url ? query(value) : value;
  }

  /**
   * A request target or URL with {@code ***} for every value, and every nameless part, of its
   * query.
   */
  static String query(String target) {
    int start = target.indexOf('?');
    if (start < 0) {
      return target;
    }
    StringBuilder masked = new StringBuilder(target.substring(0, start + 1));
    String separator = "";
    for (String parameter : target.substring(start + 1).split("&", -1)) {
      int value = parameter.indexOf('=') + 1;
      masked.append(separator).append(parameter, 0, value);
      separator = "&";
      if (value < parameter.length()) {
        masked.append(MASKED);
      }
    }
    return masked.toString();
  }
}
