package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.cli.settings.Settings;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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

  private static @Nullable String loopId(Map<String, String> more) {
    Map<String, String> texts = new HashMap<>(more);
    texts.put("REHOST_UPSTREAM", "http://10.0.0.12");
    texts.put("REHOST_RULES_FILE", "rules.yaml");
    var accepted =
        (Settings.Accepted) Settings.parse(texts, new Settings.Machine(1, "rehost-unique"));
    return DataPlane.settings(accepted.settings()).loopId();
  }
}
