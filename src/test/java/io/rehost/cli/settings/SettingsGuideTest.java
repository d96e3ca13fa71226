package io.rehost.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/settings.md} has a row for every setting, and for nothing else. */
class SettingsGuideTest {
  private static final Pattern KEY = Pattern.compile("`(REHOST_\\w+)`");

  @Test
  void everySettingHasItsRow() throws IOException {
    SettingReader reader = new SettingReader(Map.of());
    Settings settings = Settings.read(reader, new Settings.Machine(2, "id"));

    assertThat(settings.workers()).isEqualTo(2);
    assertThat(rows("settings.md"))
        .containsExactlyElementsOf(
            reader.keys().stream()
                .filter(key -> key.startsWith("REHOST_"))
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** The keys that tables of a guide begin their rows with. */
  static Set<String> rows(String guide) throws IOException {
    Set<String> keys = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("docs", guide))) {
      if (line.startsWith("| `")) {
        Matcher key = KEY.matcher(line.substring(0, line.indexOf('|', 1)));
        while (key.find()) {
          keys.add(key.group(1));
        }
      }
    }
    return keys;
  }
}
