package io.rehost.rule;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a rule gets from its document and from elsewhere: the one place where defaults are applied.
 *
 * @param fallback the upstream of documents that name none; null if it is not known
 * @param fallbackServerName the TLS server name that goes with it; null for none
 */
record Inherited(
    RulesDocument document,
    @Nullable Upstream fallback,
    @Nullable String fallbackServerName,
    FieldMask masked) {

  /** A document by itself. */
  static Inherited nothing(RulesDocument document, FieldMask masked) {
    return new Inherited(document, null, null, masked);
  }

  /** Where the rule goes; null if nobody says. */
  @Nullable Upstream upstream(Rule rule) {
    return rule.upstream() == null ? upstream() : rule.upstream();
  }

  /** Where rules without an upstream go; null if nobody says. */
  @Nullable Upstream upstream() {
    return document.upstream() == null ? fallback : document.upstream();
  }

  /**
   * The server name for TLS: as written, else the host that the origin sees, else that of the
   * fallback; null if there is none that the client does not choose.
   */
  @Nullable String serverName(Rule rule) {
    String written = tls(rule).serverName();
    if (written != null) {
      return written;
    }
    String host = literalHost(rule);
    return host == null && rule.upstream() == null ? nameOfFallback() : host;
  }

  /** The server name for requests that no rule matches; null if there is none. */
  @Nullable String unmatchedServerName() {
    String written = document.tls().serverName();
    return written == null ? nameOfFallback() : written;
  }

  /** For a rule that has passed {@link DocumentCheck} and goes somewhere. */
  Destination destination(Rule rule) {
    return destination(
        Objects.requireNonNull(upstream(rule)), tls(rule), serverName(rule), rule.protocol());
  }

  /** For requests that no rule matches. */
  Destination unmatched() {
    return destination(
        Objects.requireNonNull(upstream()), document.tls(), unmatchedServerName(), Protocol.AUTO);
  }

  private TlsSettings tls(Rule rule) {
    return rule.tls().or(document.tls());
  }

  private @Nullable String nameOfFallback() {
    return document.upstream() == null ? fallbackServerName : null;
  }

  private static Destination destination(
      Upstream upstream, TlsSettings tls, @Nullable String serverName, Protocol protocol) {
    TlsIdentity identity =
        upstream.scheme() == Upstream.Scheme.HTTP
            ? null
            : tls.identity(Objects.requireNonNull(serverName));
    return new Destination(upstream, identity, protocol);
  }

  private static @Nullable String literalHost(Rule rule) {
    HostTemplate host = rule.host();
    Authority authority =
        host == null || !host.isLiteral() ? null : Authority.parse(host.toString());
    return authority == null ? null : authority.host();
  }
}
