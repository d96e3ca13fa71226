package io.rehost.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.cli.settings.Settings;
import io.rehost.proxy.Forwarding;
import io.rehost.proxy.ProxySettings;
import io.rehost.rule.Cidr;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 2: settings reach the data plane. */
class DataPlaneTest {

  @Test
  @DisplayName("REHOST_LOOP_ID: unique per process; off switches the guard off")
  void theLoopIdIsTheOneThatIsSetElseTheProcesss() {
    assertThat(loopId(Map.of())).isEqualTo("rehost-unique");
    assertThat(loopId(Map.of("REHOST_LOOP_ID", "edge-1"))).isEqualTo("edge-1");
    assertThat(loopId(Map.of("REHOST_LOOP_ID", "off"))).isNull();
    assertThat(WithoutEffect.warnings(Map.of("REHOST_LOOP_ID", "edge-1"))).isEmpty();
  }

  @Test
  @DisplayName("REHOST_FORWARDED: off by default; REHOST_FORWARDED_HOST: false")
  void whatIsSaidOfTheClientIsWhatIsSet() {
    assertThat(settings(Map.of("REHOST_TRUSTED_PROXIES", "10.0.0.0/8")).forwarding()).isNull();
    assertThat(settings(Map.of("REHOST_FORWARDED", "off")).forwarding()).isNull();
    assertThat(settings(Map.of("REHOST_FORWARDED", "x-forwarded")).forwarding())
        .isEqualTo(new Forwarding(Forwarding.Fields.X_FORWARDED, false, List.of()));
    assertThat(settings(Map.of("REHOST_FORWARDED", "rfc7239")).forwarding())
        .isEqualTo(new Forwarding(Forwarding.Fields.RFC7239, false, List.of()));
    Map<String, String> all =
        Map.of(
            "REHOST_FORWARDED", "both",
            "REHOST_FORWARDED_HOST", "true",
            "REHOST_TRUSTED_PROXIES", "10.0.0.0/8, fd00::/8");
    assertThat(settings(all).forwarding())
        .isEqualTo(
            new Forwarding(
                Forwarding.Fields.BOTH,
                true,
                List.of(
                    requireNonNull(Cidr.parse("10.0.0.0/8")),
                    requireNonNull(Cidr.parse("fd00::/8")))));
    assertThat(WithoutEffect.warnings(all)).isEmpty();
  }

  @Test
  @DisplayName("REHOST_UPSTREAM_SERVER_NAME: for REHOST_UPSTREAM")
  void aServerNameWithoutItsUpstreamIsSaidToHaveNoEffect() {
    Map<String, String> name = Map.of("REHOST_UPSTREAM_SERVER_NAME", "a.test");
    assertThat(WithoutEffect.warnings(name))
        .containsExactly(
            "REHOST_UPSTREAM_SERVER_NAME: has no effect without REHOST_UPSTREAM, whose name it is");
    Map<String, String> both = new HashMap<>(name);
    both.put("REHOST_UPSTREAM", "https://10.0.0.1");
    assertThat(WithoutEffect.warnings(both)).isEmpty();
  }

  @Test
  @DisplayName("REHOST_VIA: empty = none")
  void viaIsAddedUnderTheNameThatIsSetElseNotAtAll() {
    assertThat(settings(Map.of()).via()).isNull();
    assertThat(settings(Map.of("REHOST_VIA", "edge-1")).via()).isEqualTo("edge-1");
    assertThat(WithoutEffect.warnings(Map.of("REHOST_VIA", "edge-1"))).isEmpty();
  }

  @Test
  @DisplayName("REHOST_UPGRADES: websocket; h2c never")
  void connectionsMayBeUpgradedToWhatIsSet() {
    assertThat(settings(Map.of()).upgrades()).containsExactly("websocket");
    assertThat(settings(Map.of("REHOST_UPGRADES", "SPDY, websocket")).upgrades())
        .containsExactlyInAnyOrder("spdy", "websocket");
    assertThat(settings(Map.of("REHOST_UPGRADES", "off")).upgrades()).isEmpty();
    assertThat(WithoutEffect.warnings(Map.of("REHOST_UPGRADES", "off"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "Proxy-Authorization",
        "Cookie",
        "Set-Cookie",
        "X-Api-Key",
        "X-Auth-Token",
        "X-Client-Secret",
        "X-Internal-Id",
        "Session"
      })
  @DisplayName(
      "REHOST_MASK: beside Authorization, Proxy-Authorization, Cookie, Set-Cookie, *-api-key,"
          + " *-token, *-secret")
  void whatIsMaskedIsTheDefaultAndTheSetting(String name) {
    Map<String, String> masked = Map.of("REHOST_MASK", "x-internal-*, session");

    assertThat(DataPlane.mask(accepted(masked)).covers(name)).isTrue();
    assertThat(DataPlane.mask(accepted(masked)).covers("X-Request-Id")).isFalse();
    assertThat(DataPlane.defaults(accepted(masked)).masked().covers(name)).isTrue();
    assertThat(WithoutEffect.warnings(masked)).isEmpty();
  }

  @Test
  void theAccessLogIsASettingWithEffect() {
    assertThat(WithoutEffect.warnings(Map.of("REHOST_ACCESS_LOG", "all"))).isEmpty();
  }

  private static @Nullable String loopId(Map<String, String> more) {
    return settings(more).loopId();
  }

  private static ProxySettings settings(Map<String, String> more) {
    return DataPlane.settings(accepted(more));
  }

  private static Settings accepted(Map<String, String> more) {
    Map<String, String> texts = new HashMap<>(more);
    texts.put("REHOST_UPSTREAM", "http://10.0.0.12");
    texts.put("REHOST_RULES_FILE", "rules.yaml");
    var accepted =
        (Settings.Accepted) Settings.parse(texts, new Settings.Machine(1, "rehost-unique"));
    return accepted.settings();
  }
}
