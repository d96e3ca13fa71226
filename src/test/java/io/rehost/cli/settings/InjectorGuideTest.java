package io.rehost.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/injector.md} has a row for every setting of mode injector, and for nothing else. */
class InjectorGuideTest {

  @Test
  void everySettingHasItsRow() throws Exception {
    SettingReader reader = new SettingReader(Map.of("HOSTNAME", "p"));
    InjectorSettings settings = InjectorSettings.read(reader, "1.0");

    assertThat(settings.podName()).isEqualTo("p");
    assertThat(SettingsGuideTest.rows("injector.md"))
        .containsExactlyElementsOf(
            reader.keys().stream()
                .filter(key -> key.startsWith("REHOST_"))
                .collect(Collectors.toCollection(TreeSet::new)));
  }
}
