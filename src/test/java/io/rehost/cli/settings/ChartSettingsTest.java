package io.rehost.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rehost.chart.Chart;
import io.rehost.chart.Environment;
import io.rehost.chart.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every variable that the chart sets is one that the program knows, with a value that it takes. */
class ChartSettingsTest {
  private static final Settings.Machine MACHINE = new Settings.Machine(2, "id");

  private static Map<String, String> environment(String values, String deployment) {
    return Environment.of(
        Chart.render(values).one("Deployment", deployment).at("/spec/template/spec/containers/0"));
  }

  private static List<String> settingsOfGateways() throws IOException {
    JsonNode schema =
        YamlText.documents(Files.readString(Chart.DIRECTORY.resolve("values.schema.json")))
            .getFirst();
    List<String> keys = new ArrayList<>();
    schema
        .at("/definitions/gateway/properties/settings/properties")
        .fieldNames()
        .forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void aGatewayKnowsAllItsVariables() throws IOException {
    SettingReader reader = new SettingReader(Map.of());
    assertThat(Settings.read(reader, MACHINE).workers()).isEqualTo(2);
    List<String> settings = settingsOfGateways();
    assertThat(settings).hasSizeGreaterThan(20);
    StringBuilder values =
        new StringBuilder("gateways: [{name: a, rules: [b], upstream: 'http://10.0.0.1', ");
    values.append("tls: {secretName: s}, settings: {");
    settings.forEach(
        key ->
            values
                .append(key)
                .append(key.matches("(drain|start|timeout)-.*") ? ": 1s, " : ": '', "));
    assertThat(environment(values.append("}}]").toString(), "rehost-gateway-a").keySet())
        .isNotEmpty()
        .allSatisfy(key -> assertThat(reader.keys()).contains(key));
  }

  @Test
  void aGatewayStartsWithoutAWarning() {
    Settings.Result result =
        Settings.parse(
            environment(
                "gateways: [{name: a, rules: [b, c], upstream: 'http://10.0.0.1', tls: {secretName:"
                    + " s}}]",
                "rehost-gateway-a"),
            MACHINE);
    assertThat(result).isInstanceOf(Settings.Accepted.class);
    assertThat(((Settings.Accepted) result).warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "webhook: {certificates: {source: cert-manager}}",
        "webhook: {certificates: {source: secret, secretName: s}}",
        "sidecar: {rules: [a], upstream: 'http://10.0.0.1', resources: {limits: {cpu: '1'}}}"
      })
  void anInjectorKnowsAllItsVariablesAndStartsWithoutAWarning(String values) {
    SettingReader reader = new SettingReader(Map.of());
    assertThat(InjectorSettings.read(reader, "1").configuration()).isEqualTo("rehost");
    Map<String, String> environment = new HashMap<>(environment(values, "rehost-injector"));
    assertThat(reader.keys()).containsAll(environment.keySet());
    environment.put("REHOST_NAMESPACE", "rehost-system"); // told by the API server, as is this:
    environment.put("REHOST_POD_NAME", "rehost-injector-0");

    InjectorSettings.Result result = InjectorSettings.parse(environment, "1");

    assertThat(result).isInstanceOf(InjectorSettings.Accepted.class);
    assertThat(((InjectorSettings.Accepted) result).warnings()).isEmpty();
  }

  /** As they are read for all sidecars. */
  @Test
  void theDefaultsOfSidecarsAreTaken() {
    SidecarChoices choices =
        SidecarChoices.read(
            environment(
                "sidecar: {rules: [a], upstream: 'http://10.0.0.1', resources: {limits: {cpu: '1'}}}",
                "rehost-injector"),
            "1");
    assertThat(choices).isInstanceOf(SidecarChoices.Accepted.class);
    var defaults = ((SidecarChoices.Accepted) choices).defaults();
    assertThat(defaults.rules()).containsExactly("a");
    assertThat(defaults.upstream()).isEqualTo("http://10.0.0.1:80");
    assertThat(defaults.image().pullPolicy()).isEqualTo("IfNotPresent");
    assertThat(defaults.image().user()).isEqualTo(65_532);
    assertThat(defaults.resources().cpuLimit()).isEqualTo("1");
    assertThat(defaults.resources().memoryLimit()).isEqualTo("384Mi");
  }

  @Test
  void aPlatformThatGivesUsersIsAskedForNone() {
    assertThat(user("runAsUser: null")).isNull();
    assertThat(user("runAsUser: 1000660000")).isEqualTo(1_000_660_000);
  }

  private static @Nullable Long user(String values) {
    SidecarChoices choices = SidecarChoices.read(environment(values, "rehost-injector"), "1");
    return ((SidecarChoices.Accepted) choices).defaults().image().user();
  }
}
