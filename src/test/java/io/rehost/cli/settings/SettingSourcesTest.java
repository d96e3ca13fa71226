package io.rehost.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract section 2: environment, {@code -Drehost.x.y}, or application.properties. */
class SettingSourcesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rehost.upstream.server.name",
        "rehost.upstream.server-name",
        "rehost.upstream-server-name",
        "rehost.upstream-server.name",
      })
  void dotsAndDashesAreTheSameForEveryUnderscore(String name) {
    assertThat(SettingSources.fromProperties(properties(name, "a.test")))
        .isEqualTo(Map.of("REHOST_UPSTREAM_SERVER_NAME", "a.test"));
  }

  @Test
  void otherPropertiesAreNotTakenNorIsDebugFromThem() {
    Properties properties = properties("java.home", "/jdk");
    properties.setProperty("debug", "1");
    properties.setProperty("DEBUG", "1");
    properties.setProperty("rehosting.listen", "x");
    assertThat(SettingSources.fromProperties(properties)).isEmpty();
  }

  @Test
  void strongerSourcesReplaceSingleKeysOfWeakerOnes() {
    Map<String, String> file = Map.of("REHOST_LISTEN", "file", "REHOST_RETRIES", "3");
    Map<String, String> environment = Map.of("REHOST_LISTEN", "environment");
    assertThat(SettingSources.layered(List.of(file, environment)))
        .isEqualTo(Map.of("REHOST_LISTEN", "environment", "REHOST_RETRIES", "3"));
  }

  private static Properties properties(String name, String value) {
    Properties properties = new Properties();
    properties.setProperty(name, value);
    return properties;
  }
}
