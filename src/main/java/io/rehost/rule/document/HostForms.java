package io.rehost.rule.document;

import io.rehost.rule.Authority;
import io.rehost.rule.HostPattern;
import io.rehost.rule.HostTemplate;
import io.rehost.rule.Upstream;
import org.jspecify.annotations.Nullable;

/** The accepted forms of texts that name hosts: those of the rule model. */
final class HostForms {
  /** The contract's words; IP literals and ports are accepted as well. */
  static final String PATTERN = "a host name, or *.suffix";

  static final String SERVER_NAME = "a host name without port, not an IP address";
  static final String VERIFY_NAME = "a host name or IP address without port";

  private HostForms() {}

  static @Nullable Upstream upstream(Scalar scalar) {
    return scalar.orReject(Upstream.parse(scalar.text()), Upstream.EXPECTED);
  }

  static @Nullable HostPattern pattern(Scalar scalar) {
    return scalar.orReject(
        HostPattern.parse(scalar.text()), PATTERN + HostPattern.hint(scalar.text()));
  }

  static @Nullable HostTemplate template(Scalar scalar) {
    return scalar.orReject(
        HostTemplate.parse(scalar.text()), HostTemplate.EXPECTED + HostPattern.hint(scalar.text()));
  }

  /** RFC 6066 3: a name, never an address. */
  static @Nullable String serverName(Scalar scalar) {
    String name = name(scalar.text());
    boolean right = name != null && !new Authority(name, Authority.NO_PORT).isAddress();
    return scalar.orReject(right ? name : null, SERVER_NAME + HostPattern.hint(scalar.text()));
  }

  /** RFC 9525 6: a name, or an address that the certificate bears as such, without brackets. */
  static @Nullable String verifyName(Scalar scalar) {
    String text = scalar.text();
    String name = text.indexOf(':') < 0 ? name(text) : withoutBrackets(name("[" + text + "]"));
    return scalar.orReject(name, VERIFY_NAME + HostPattern.hint(scalar.text()));
  }

  private static @Nullable String withoutBrackets(@Nullable String ipv6) {
    return ipv6 == null ? null : ipv6.substring(1, ipv6.length() - 1);
  }

  private static @Nullable String name(String text) {
    return HostPattern.parse(text) instanceof HostPattern.Exact(String host, int port)
            && port == Authority.NO_PORT
        ? host
        : null;
  }
}
