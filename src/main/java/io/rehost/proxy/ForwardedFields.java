package io.rehost.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.rehost.rule.Authority;
import io.rehost.rule.Upstream.Scheme;
import io.rehost.wire.FieldWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one request tells the origin about its client: X-Forwarded-* and Forwarded (RFC 7239). Pure.
 *
 * <p>From a trusted peer, X-Forwarded-For and Forwarded are appended to, and X-Forwarded-Proto,
 * -Port and -Host are kept if they are there. What the settings don't send stays as it is: its word
 * is believed.
 *
 * <p>From anyone else <em>every</em> X-Forwarded-* field and Forwarded are removed, whichever of
 * them the settings send: an origin that reads one that isn't written here (X-Forwarded-Host
 * without being asked for, X-Forwarded-Prefix) would believe somebody whom nobody trusts.
 * Underscores count as dashes there, because behind CGI {@code X_Forwarded_For} and {@code
 * X-Forwarded-For} are one variable (RFC 3875 4.1.18).
 *
 * <p>A list is sent as one field, after all others: many origins look at one field only.
 */
final class ForwardedFields {
  private static final String PREFIX = "x-forwarded-";
  private static final String HTTP_PORT = Integer.toString(Scheme.HTTP.defaultPort());
  private static final String HTTPS_PORT = Integer.toString(Scheme.HTTPS.defaultPort());

  private final Forwarding settings;
  private final PeerAddress peer;
  private final ClientHead head;

  private ForwardedFields(Forwarding settings, PeerAddress peer, ClientHead head) {
    this.settings = settings;
    this.peer = peer;
    this.head = head;
  }

  /**
   * What is said of a request.
   *
   * @param settings null if what the client sent stays as it is, and nothing is added
   * @param peer where the client's connection comes from
   * @return null if {@code settings} is
   */
  static @Nullable ForwardedFields of(
      @Nullable Forwarding settings, PeerAddress peer, ClientHead head) {
    return settings == null ? null : new ForwardedFields(settings, peer, head);
  }

  /** Sets it in a copy of the client's fields, from which the hop-by-hop ones have been taken. */
  void set(HttpHeaders fields) {
    if (!settings.trusts(peer)) {
      removeClaims(fields);
    }
    if (settings.fields().includeXForwarded()) {
      setXForwarded(fields);
    }
    if (settings.fields().includeForwarded()) {
      setForwarded(fields);
    }
  }

  private void setXForwarded(HttpHeaders fields) {
    String before = joined(fields, FieldNames.X_FORWARDED_FOR);
    append(fields, FieldNames.X_FORWARDED_FOR, before, peer.toString());
    if (!fields.contains(FieldNames.X_FORWARDED_PORT)) {
      fields.add(FieldNames.X_FORWARDED_PORT, port(fields));
    }
    if (!fields.contains(FieldNames.X_FORWARDED_PROTO)) {
      fields.add(FieldNames.X_FORWARDED_PROTO, head.scheme().toString());
    }
    String host = host();
    if (host != null && !fields.contains(FieldNames.X_FORWARDED_HOST)) {
      fields.add(FieldNames.X_FORWARDED_HOST, host);
    }
  }

  private void setForwarded(HttpHeaders fields) {
    String before = joined(fields, FieldNames.FORWARDED);
    // a quote that is left open would take in what comes behind it: such a list is not kept
    String kept = ForwardedElement.closesQuotes(before) ? before : "";
    String element = ForwardedElement.of(peer, host(), head.scheme());
    append(fields, FieldNames.FORWARDED, kept, element);
  }

  /** The client's own Host, if it is to be told and there is one. */
  private @Nullable String host() {
    return settings.host() ? head.host() : null;
  }

  /**
   * That of the client's Host, else its scheme's; the scheme is the one that a trusted proxy says
   * the client used, if it says so.
   */
  private String port(HttpHeaders fields) {
    int port = head.authority().port();
    if (port != Authority.NO_PORT) {
      return Integer.toString(port);
    }
    String said = fields.get(FieldNames.X_FORWARDED_PROTO, "");
    int comma = said.indexOf(',');
    String first = comma < 0 ? said : said.substring(0, comma);
    Scheme scheme =
        switch (first.strip().toLowerCase(Locale.ROOT)) {
          case "https", "wss" -> Scheme.HTTPS;
          case "http", "ws" -> Scheme.HTTP;
          default -> head.scheme();
        };
    return scheme == Scheme.HTTPS ? HTTPS_PORT : HTTP_PORT;
  }

  private static void removeClaims(HttpHeaders fields) {
    List<String> claims = List.of();
    FieldWalk field = FieldWalk.over(fields);
    while (field.next()) {
      if (isClaim(field)) {
        claims = claims.isEmpty() ? new ArrayList<>(4) : claims;
        claims.add(field.name().toString());
      }
    }
    claims.forEach(fields::remove);
  }

  /** Whether a field of that name says who a client is. */
  private static boolean isClaim(FieldWalk field) {
    if (field.nameLength() <= PREFIX.length()) {
      return field.isNamed(FieldNames.FORWARDED);
    }
    for (int i = 0; i < PREFIX.length(); i++) {
      char c = field.nameChar(i);
      if (AsciiString.toLowerCase(c == '_' ? '-' : c) != PREFIX.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** All values of a list in one (RFC 9110 5.3), blank ones left out; mostly there are none. */
  private static String joined(HttpHeaders fields, AsciiString name) {
    if (!fields.contains(name)) {
      return "";
    }
    List<String> values = fields.getAll(name);
    return values.size() == 1
        ? values.getFirst().strip()
        : values.stream().filter(value -> !value.isBlank()).collect(Collectors.joining(", "));
  }

  private static void append(HttpHeaders fields, AsciiString name, String before, String own) {
    fields.set(name, before.isEmpty() ? own : before + ", " + own);
  }
}
