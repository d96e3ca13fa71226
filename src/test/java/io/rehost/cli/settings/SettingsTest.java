package io.rehost.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.cli.settings.ForwardingSettings.Fields;
import io.rehost.cli.settings.ReportSettings.AccessLog;
import io.rehost.cli.settings.ReportSettings.LogLevel;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import io.rehost.rule.Upstream.Scheme;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract section 2. */
class SettingsTest {
  private static final Settings.Machine MACHINE = new Settings.Machine(3, "rehost-7f3a");

  @Test
  void nothingSetGivesTheContractsDefaults() {
    assertThat(accepted(Map.of()))
        .isEqualTo(
            new Settings(
                new OriginSettings(Optional.empty(), Optional.empty(), List.of(), Unmatched.PASS),
                new RuleSettings(
                    Optional.empty(), List.of(), Optional.empty(), Duration.ofSeconds(20)),
                new ListenSettings(
                    List.of(at("0.0.0.0", 15080)),
                    Optional.empty(),
                    at("0.0.0.0", 15081),
                    Optional.of(at("127.0.0.1", 15082))),
                new ForwardingSettings(
                    List.of(),
                    Fields.OFF,
                    false,
                    Optional.of("rehost-7f3a"),
                    Optional.empty(),
                    List.of("websocket")),
                new TimeoutSettings(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(75),
                    Duration.ofSeconds(25),
                    Duration.ZERO),
                new LimitSettings(32 * 1024, 10_000, 512, 1024),
                new ReportSettings(
                    LogLevel.INFO, AccessLog.ERRORS, false, List.of(), TraceSettings.OFF),
                1,
                3));
  }

  @Test
  void everyKeyHasAnEffect() {
    Settings settings =
        accepted(
            Map.ofEntries(
                Map.entry("REHOST_UPSTREAM", "https://10.0.0.13:8443"),
                Map.entry("REHOST_UPSTREAM_SERVER_NAME", "Go.Example.com"),
                Map.entry("REHOST_UNMATCHED", "reject"),
                Map.entry("REHOST_RULES_FILE", "/etc/rehost/rules.yaml"),
                Map.entry("REHOST_RULES_CONFIGMAPS", "shop-rules, site-rules"),
                Map.entry("REHOST_NAMESPACE", "shop"),
                Map.entry("REHOST_START_WAIT", "0s"),
                Map.entry("REHOST_RETRIES", "0"),
                Map.entry("REHOST_WORKERS", "8"),
                Map.entry("REHOST_LOG_LEVEL", "DEBUG"),
                Map.entry("REHOST_ACCESS_LOG", "all"),
                Map.entry("REHOST_DEBUG", "true"),
                Map.entry("REHOST_MASK", "X-Session,*-pin")));
    assertThat(settings.origin().upstream())
        .contains(new Upstream(Scheme.HTTPS, "10.0.0.13", 8443));
    assertThat(settings.origin().serverName()).contains("go.example.com");
    assertThat(settings.origin().unmatched()).isEqualTo(Unmatched.REJECT);
    assertThat(settings.rules())
        .isEqualTo(
            new RuleSettings(
                Optional.of(Path.of("/etc/rehost/rules.yaml")),
                List.of("shop-rules", "site-rules"),
                Optional.of("shop"),
                Duration.ZERO));
    assertThat(settings.report())
        .isEqualTo(
            new ReportSettings(
                LogLevel.DEBUG,
                AccessLog.ALL,
                true,
                List.of("x-session", "*-pin"),
                TraceSettings.OFF));
    assertThat(settings.retries()).isZero();
    assertThat(settings.workers()).isEqualTo(8);
  }

  @Test
  void forwardingKeysHaveAnEffect() {
    Settings settings =
        accepted(
            Map.of(
                "REHOST_TRUSTED_PROXIES", "10.0.0.0/8,::1",
                "REHOST_FORWARDED", "x-forwarded",
                "REHOST_FORWARDED_HOST", "true",
                "REHOST_LOOP_ID", "off",
                "REHOST_VIA", "edge-1",
                "REHOST_UPGRADES", "WebSocket, mqtt"));
    assertThat(settings.forwarding().trustedProxies())
        .extracting(Object::toString)
        .containsExactly("10.0.0.0/8", "0:0:0:0:0:0:0:1/128");
    assertThat(settings.forwarding().fields()).isEqualTo(Fields.X_FORWARDED);
    assertThat(settings.forwarding().host()).isTrue();
    assertThat(settings.forwarding().loopId()).isEmpty();
    assertThat(settings.forwarding().via()).contains("edge-1");
    assertThat(settings.forwarding().upgrades()).containsExactly("websocket", "mqtt");
  }

  @ParameterizedTest
  @CsvSource({"CONNECT", "HEAD", "RESPONSE", "IDLE", "KEEPALIVE", "DRAIN"})
  void everyTimeoutIsSetByItsOwnKey(String name) {
    Map<String, Function<TimeoutSettings, Duration>> timeouts =
        Map.of(
            "CONNECT", TimeoutSettings::connect,
            "HEAD", TimeoutSettings::head,
            "RESPONSE", TimeoutSettings::response,
            "IDLE", TimeoutSettings::idle,
            "KEEPALIVE", TimeoutSettings::keepAlive,
            "DRAIN", TimeoutSettings::drain);
    TimeoutSettings set = accepted(Map.of("REHOST_TIMEOUT_" + name, "1234ms")).timeouts();
    TimeoutSettings byDefault = accepted(Map.of()).timeouts();
    timeouts.forEach(
        (key, timeout) ->
            assertThat(timeout.apply(set))
                .as(key)
                .isEqualTo(key.equals(name) ? Duration.ofMillis(1234) : timeout.apply(byDefault)));
  }

  @Test
  void everyLimitIsSetByItsOwnKey() {
    Settings settings =
        accepted(
            Map.of(
                "REHOST_LIMIT_HEAD", "1Mi",
                "REHOST_LIMIT_CONNECTIONS", "7",
                "REHOST_LIMIT_UPSTREAM_CONNECTIONS", "8",
                "REHOST_LIMIT_PENDING", "0"));
    assertThat(settings.limits()).isEqualTo(new LimitSettings(1 << 20, 7, 8, 0));
  }

  @ParameterizedTest
  @CsvSource({"500ms, PT0.5S", "2s, PT2S", "5m, PT5M", "1h, PT1H", "' 3s ', PT3S"})
  void durationsAreNumberAndUnit(String text, Duration expected) {
    assertThat(accepted(Map.of("REHOST_DRAIN_DELAY", text)).timeouts().drainDelay())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"32Ki, 32768", "1024, 1024", "1Mi, 1048576"})
  void sizesAreBytesWithABinaryUnit(String text, int expected) {
    assertThat(accepted(Map.of("REHOST_LIMIT_HEAD", text)).limits().headBytes())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http://10.0.0.12, http://10.0.0.12:80",
    "https://10.0.0.12, https://10.0.0.12:443",
    "HTTP://10.0.0.12:8080, http://10.0.0.12:8080",
    "http://origin.example.com, http://origin.example.com:80",
  })
  void upstreamsAreUrlsWithoutAPath(String text, String expected) {
    assertThat(accepted(Map.of("REHOST_UPSTREAM", text)).origin().upstream().map(Object::toString))
        .contains(expected);
  }

  @Test
  void anIpv6UpstreamIsWrittenInBrackets() {
    Optional<Upstream> upstream =
        accepted(Map.of("REHOST_UPSTREAM", "https://[2001:db8::1]:8443")).origin().upstream();
    assertThat(upstream).hasValueSatisfying(u -> assertThat(u.port()).isEqualTo(8443));
    assertThat(upstream.map(u -> InetAddress.ofLiteral(u.host())))
        .contains(InetAddress.ofLiteral("2001:db8::1"));
  }

  @Test
  void listenersAreAListAndPortZeroIsAFreeOne() {
    assertThat(accepted(Map.of("REHOST_LISTEN", "127.0.0.1:15080,[::1]:0")).listen().plain())
        .containsExactly(at("127.0.0.1", 15080), at("::1", 0));
  }

  @Test
  void theConsoleCanBeSwitchedOff() {
    assertThat(accepted(Map.of("REHOST_CONSOLE", "off")).listen().console()).isEmpty();
  }

  @Test
  void upgradesCanBeSwitchedOff() {
    assertThat(accepted(Map.of("REHOST_UPGRADES", "off")).forwarding().upgrades()).isEmpty();
  }

  @Test
  void tlsListenersComeWithTheirCertificateAndKey() {
    Settings settings =
        accepted(
            Map.of(
                "REHOST_LISTEN_TLS", "0.0.0.0:15443",
                "REHOST_TLS_CERTIFICATE", "/tls/tls.crt",
                "REHOST_TLS_KEY", "/tls/tls.key"));
    assertThat(settings.listen().tls())
        .contains(
            new ListenSettings.Tls(
                List.of(at("0.0.0.0", 15443)), Path.of("/tls/tls.crt"), Path.of("/tls/tls.key")));
  }

  @Test
  void blankTextsCountAsLeftOut() {
    assertThat(accepted(Map.of("REHOST_LISTEN", "", "REHOST_WORKERS", "  ", "DEBUG", "")))
        .isEqualTo(accepted(Map.of()));
  }

  @ParameterizedTest
  @CsvSource({"1, true", "true, true", "0, false", "app:*, false", "yes, false", "TRUE, false"})
  void debugOfOtherProgramsIsIgnored(String text, boolean debug) {
    assertThat(accepted(Map.of("DEBUG", text)).report().debug()).isEqualTo(debug);
  }

  @Test
  void ourOwnDebugKeyWinsOverTheSharedOne() {
    assertThat(accepted(Map.of("DEBUG", "1", "REHOST_DEBUG", "false")).report().debug()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REHOST_SERVICE_HOST",
        "REHOST_SERVICE_PORT",
        "REHOST_PORT",
        "REHOST_PORT_80_TCP",
        "REHOST_PORT_80_TCP_PROTO",
        "REHOST_INJECTOR_SERVICE_HOST",
        "REHOST_INJECTOR_PORT",
        "REHOST_INJECTOR_SERVICE_PORT_HTTPS",
        "PATH",
        "LISTEN"
      })
  void variablesThatKubernetesInjectsAreLeftAlone(String key) {
    assertThat(Settings.parse(Map.of(key, "tcp://10.96.0.1:443"), MACHINE))
        .isEqualTo(new Settings.Accepted(accepted(Map.of()), List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "REHOST_UPSTRAEM, REHOST_UPSTREAM",
    "REHOST_LISTENS, REHOST_LISTEN",
    "REHOST_LOGLEVEL, REHOST_LOG_LEVEL",
    "REHOST_RULES_CONFIGMAP, REHOST_RULES_CONFIGMAPS",
    "REHOST_CONNECT_TIMEOUT, REHOST_TIMEOUT_CONNECT",
    "REHOST_TIMEOUT_CONECT, REHOST_TIMEOUT_CONNECT",
  })
  void aKeyThatIsCloseToAKnownOneGivesAWarning(String key, String meant) {
    Settings.Result result = Settings.parse(Map.of(key, "x"), MACHINE);
    assertThat(result)
        .isEqualTo(
            new Settings.Accepted(
                accepted(Map.of()),
                List.of(key + ": unknown, so it has no effect (expected: perhaps " + meant + ")")));
  }

  private static Settings accepted(Map<String, String> texts) {
    return switch (Settings.parse(texts, MACHINE)) {
      case Settings.Accepted accepted -> accepted.settings();
      case Settings.Rejected(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }
}
