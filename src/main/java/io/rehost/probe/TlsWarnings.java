package io.rehost.probe;

import io.rehost.probe.Reply.Answered;
import io.rehost.rule.TlsIdentity;
import io.rehost.upstream.OriginCertificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Foretells what an https origin may take amiss: 421 if server name, certificate and Host are not
 * of one site (RFC 9110 7.4). Pure.
 */
final class TlsWarnings {
  private TlsWarnings() {}

  /**
   * In sentences; empty if all is well.
   *
   * @param name the Host sent, without port and brackets, in lower case
   * @param reply what came back for it
   */
  static List<String> of(TlsIdentity identity, Sight sight, String name, Reply reply) {
    List<String> warnings = new ArrayList<>();
    String refuses = refuses(reply);
    if (!identity.serverName().toLowerCase(Locale.ROOT).equals(name)) {
      warnings.add(
          "the server name is %s, the Host is %s: %s"
              .formatted(identity.serverName(), name, refuses));
    }
    switch (sight) {
      case Sight.Unseen(String detail) ->
          warnings.add(
              "no certificate to see for server name " + identity.serverName() + ": " + detail);
      case Sight.Seen(OriginCertificate certificate) -> {
        if (!certificate.bears(name)) {
          warnings.add(
              "the certificate is for %s, not for %s: %s"
                  .formatted(list(certificate.names()), name, refuses));
        }
        String refusal = certificate.refusal();
        if (refusal != null) {
          warnings.add("the certificate does not verify" + unchecked(identity) + ": " + refusal);
        }
      }
    }
    return warnings;
  }

  private static String refuses(Reply reply) {
    return reply instanceof Answered(var _, int status, var _, var _, var _) && status != 421
        ? "origins that compare them answer 421 (this one answered " + status + ")"
        : "expect 421 from an origin that compares them";
  }

  private static String unchecked(TlsIdentity identity) {
    return identity.insecureSkipVerify() ? " (insecureSkipVerify: the rule does not mind)" : "";
  }

  private static String list(List<String> names) {
    return names.isEmpty() ? "no name" : String.join(", ", names);
  }
}
