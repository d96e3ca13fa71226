package io.rehost.cli;

import io.rehost.rule.Authority;
import io.rehost.rule.Protocol;
import io.rehost.rule.Rule;
import io.rehost.rule.Upstream.Scheme;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head that the origin would get for a typed request, in lines: contract section 4, as far as
 * it depends on rules. What depends on the client's connection (X-Forwarded-*, Forwarded, Via,
 * CDN-Loop) is not known here.
 */
final class SentHead {
  private static final Set<String> HOP_BY_HOP =
      Set.of("connection", "proxy-connection", "keep-alive", "te", "transfer-encoding", "upgrade");

  private SentHead() {}

  /**
   * Hop-by-hop fields go first, then the override is set (RFC 9110 7.6.1), so that nobody can
   * delete it by naming it in Connection.
   *
   * @param rule null if none matched
   */
  static List<String> lines(
      TypedRequest request, @Nullable Rule rule, String host, Scheme scheme, Protocol protocol) {
    Set<String> dropped = new HashSet<>(HOP_BY_HOP);
    for (String value : request.fieldValues("Connection")) {
      for (String name : value.split(",", -1)) {
        dropped.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    dropped.removeAll(Set.of("host", "content-length"));
    List<Field> fields = new ArrayList<>();
    for (Field field : request.fields()) {
      if (field.is("Host")) {
        fields.add(new Field(field.name(), host));
      } else if (!dropped.contains(field.name().toLowerCase(Locale.ROOT))) {
        fields.add(rewritten(field, request.authority(), rule, host));
      }
    }
    if (rule != null) {
      edit(fields, rule.requestHeaders());
    }
    return switch (protocol) {
      case AUTO, HTTP1 -> http1(request, fields);
      case H2, H2C -> http2(request, fields, host, scheme);
    };
  }

  /** Origin and Referer that name the client's host, where the rule asks for it. */
  private static Field rewritten(Field field, Authority own, @Nullable Rule rule, String host) {
    boolean asked = rule != null && rule.request().rewriteOrigin();
    if (!asked || !(field.is("Origin") || field.is("Referer"))) {
      return field;
    }
    int start = field.value().indexOf("://") + 3;
    int slash = field.value().indexOf('/', start);
    int end = slash < 0 ? field.value().length() : slash;
    return start >= 3 && own.equals(Authority.parse(field.value().substring(start, end)))
        ? new Field(
            field.name(), field.value().substring(0, start) + host + field.value().substring(end))
        : field;
  }

  private static void edit(List<Field> fields, Rule.FieldEdits edits) {
    edits.remove().forEach(name -> fields.removeIf(field -> field.is(name)));
    edits.set().keySet().forEach(name -> fields.removeIf(field -> field.is(name)));
    edits.set().forEach((name, value) -> fields.add(new Field(name, value)));
    edits.add().forEach((name, value) -> fields.add(new Field(name, value)));
  }

  private static List<String> http1(TypedRequest request, List<Field> fields) {
    List<String> lines = new ArrayList<>();
    lines.add(request.method() + " " + request.target() + " HTTP/1.1");
    fields.forEach(field -> lines.add(field.toString()));
    return lines;
  }

  /** RFC 9113 8.3.1: pseudo-fields first, :authority for Host; 8.2.1: names in lower case. */
  private static List<String> http2(
      TypedRequest request, List<Field> fields, String host, Scheme scheme) {
    List<String> lines = new ArrayList<>();
    lines.add(":method: " + request.method());
    lines.add(":scheme: " + scheme);
    lines.add(":authority: " + host);
    lines.add(":path: " + request.target());
    for (Field field : fields) {
      if (!field.is("Host")) {
        lines.add(field.name().toLowerCase(Locale.ROOT) + ": " + field.value());
      }
    }
    return lines;
  }
}
