package io.rehost.upstream;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The name that a certificate must bear (RFC 9525): one of its subject alternative names. A common
 * name counts for nothing; a wildcard stands for one whole label, the first, with at least two
 * behind it.
 */
final class CertificateName {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private CertificateName() {}

  /**
   * Whether the certificate bears {@code name}.
   *
   * @param name a host name in A-labels, or an IP literal without brackets
   */
  static boolean isBorneBy(X509Certificate certificate, String name)
      throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names == null) {
      return false;
    }
    boolean literal = isIpLiteral(name);
    for (List<?> entry : names) {
      int kind = (Integer) Objects.requireNonNull(entry.get(0));
      if (literal
          ? kind == IP_ADDRESS && sameAddress((String) entry.get(1), name)
          : kind == DNS_NAME && covers((String) entry.get(1), name)) {
        return true;
      }
    }
    return false;
  }

  /** The names that can be borne: host names and addresses, as written; empty if there are none. */
  static List<String> of(X509Certificate certificate) throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names == null) {
      return List.of();
    }
    List<String> borne = new ArrayList<>();
    for (List<?> entry : names) {
      int kind = (Integer) Objects.requireNonNull(entry.get(0));
      if (kind == DNS_NAME || kind == IP_ADDRESS) {
        borne.add((String) Objects.requireNonNull(entry.get(1)));
      }
    }
    return borne;
  }

  /** Host names never hold a colon, and their last label is never all digits. */
  static boolean isIpLiteral(String name) {
    int last = name.length() - 1;
    return name.indexOf(':') >= 0
        || (last >= 0
            && Character.digit(name.charAt(last), 10) >= 0
            && name.substring(name.lastIndexOf('.') + 1)
                .chars()
                .allMatch(c -> c >= '0' && c <= '9'));
  }

  private static boolean sameAddress(String one, String other) {
    return InetAddress.ofLiteral(one).equals(InetAddress.ofLiteral(other));
  }

  private static boolean covers(String presented, String name) {
    String pattern = lower(presented);
    String wanted = lower(name);
    if (!pattern.startsWith("*.")) {
      return pattern.equals(wanted);
    }
    String suffix = pattern.substring(1);
    int dot = wanted.indexOf('.');
    return dot > 0 && suffix.indexOf('.', 1) > 0 && wanted.substring(dot).equals(suffix);
  }

  private static String lower(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
