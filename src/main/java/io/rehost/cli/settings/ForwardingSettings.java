package io.rehost.cli.settings;

import io.rehost.rule.Cidr;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a proxy tells the origin about itself and the client.
 *
 * @param trustedProxies clients whose Forwarded and X-Forwarded-* fields are believed; from anyone
 *     else they are replaced
 * @param fields which fields are sent
 * @param host whether the client's own Host is among them; an origin that trusts it sees the wrong
 *     site again
 * @param loopId this process's name in CDN-Loop (RFC 8586); empty switches the loop guard off
 * @param via the pseudonym in Via (RFC 9110 7.6.3); empty sends none
 * @param upgrades protocols that may be upgraded to, in lower case; never h2c
 */
public record ForwardingSettings(
    List<Cidr> trustedProxies,
    Fields fields,
    boolean host,
    Optional<String> loopId,
    Optional<String> via,
    List<String> upgrades) {
  private static final Form<Fields> FIELDS = Form.oneOf(Fields.class);
  // Upgrade: h2c was taken out of HTTP/2 (RFC 9113 3.1) and smuggles requests past proxies.
  private static final Form<String> UPGRADE =
      new Form<>(
          "protocol names such as websocket, never h2c; or off",
          text ->
              Form.TOKEN
                  .read()
                  .apply(text.toLowerCase(Locale.ROOT))
                  .filter(name -> !name.equals("h2c") && !name.equals(SettingReader.OFF)));

  /** Kinds of fields that name the client. */
  public enum Fields {
    /** What the client sent stays as it is. */
    OFF,
    X_FORWARDED,
    RFC7239,
    BOTH
  }

  static ForwardingSettings read(SettingReader reader, String uniqueLoopId) {
    return new ForwardingSettings(
        reader.list("REHOST_TRUSTED_PROXIES", Addresses.RANGE, List.of()),
        reader.read("REHOST_FORWARDED", FIELDS, Fields.OFF),
        reader.read("REHOST_FORWARDED_HOST", Form.BOOLEAN, false),
        reader.isOff("REHOST_LOOP_ID")
            ? Optional.empty()
            : Optional.of(reader.read("REHOST_LOOP_ID", Form.PSEUDONYM, uniqueLoopId)),
        reader.find("REHOST_VIA", Form.PSEUDONYM),
        reader.listOrOff("REHOST_UPGRADES", UPGRADE, List.of("websocket")));
  }
}
