package io.rehost.cli.settings;

import io.rehost.rule.Cidr;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import java.util.List;
import java.util.Optional;

/**
 * The origin of rules that name none, and where origins may lie.
 *
 * @param upstream empty: every rules document must set its own
 * @param serverName the TLS server name (SNI, RFC 6066 3) for an https {@code upstream}
 * @param allowed ranges that an origin's address must lie in; empty allows all but link-local ones.
 *     Widening it widens what a writer of rules can reach through this process
 * @param unmatched what happens to requests that no rule matches, unless a document says otherwise
 */
public record OriginSettings(
    Optional<Upstream> upstream,
    Optional<String> serverName,
    List<Cidr> allowed,
    Unmatched unmatched) {
  private static final Form<Unmatched> UNMATCHED = Form.oneOf(Unmatched.class);

  static OriginSettings read(SettingReader reader) {
    return new OriginSettings(
        reader.find("REHOST_UPSTREAM", Addresses.UPSTREAM),
        reader.find("REHOST_UPSTREAM_SERVER_NAME", Form.DNS_NAME),
        reader.list("REHOST_UPSTREAM_ALLOWED", Addresses.RANGE, List.of()),
        reader.read("REHOST_UNMATCHED", UNMATCHED, Unmatched.PASS));
  }
}
