package io.rehost.cli.settings;

import io.rehost.injector.Resources;
import io.rehost.injector.SidecarDefaults;
import io.rehost.injector.SidecarImage;
import io.rehost.rule.Problem;
import io.rehost.rule.Upstream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What whoever injects sidecars has chosen for all of them. */
public sealed interface SidecarChoices {

  /** All choices are right. */
  record Accepted(SidecarDefaults defaults) implements SidecarChoices {}

  /** Some are wrong: one problem for each, never empty. */
  record Rejected(List<Problem> problems) implements SidecarChoices {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Turns texts into choices, or says all that is wrong with them.
   *
   * @param texts by key, in the form of the environment ({@code REHOST_INJECT_IMAGE})
   * @param version of this program, which the sidecar's image has too by default
   */
  static SidecarChoices read(Map<String, String> texts, String version) {
    SettingReader reader = new SettingReader(texts);
    SidecarDefaults defaults = read(reader, version);
    return reader.problems().isEmpty() ? new Accepted(defaults) : new Rejected(reader.problems());
  }

  /** The choices of whoever runs a mode that injects; the reader knows what is wrong with them. */
  static SidecarDefaults read(SettingReader reader, String version) {
    return new SidecarDefaults(
        new SidecarImage(
            reader.read("REHOST_INJECT_IMAGE", Form.IMAGE, "rehost:" + version),
            reader.find("REHOST_INJECT_IMAGE_PULL_POLICY", Form.PULL_POLICY).orElse(null),
            user(reader)),
        reader.list("REHOST_INJECT_RULES", Form.OBJECT_NAME, List.of()),
        reader
            .find("REHOST_INJECT_UPSTREAM", Addresses.UPSTREAM)
            .map(Upstream::toString)
            .orElse(null),
        new Resources(
            quantity(reader, "REHOST_INJECT_CPU_REQUEST").orElse("50m"),
            quantity(reader, "REHOST_INJECT_CPU_LIMIT").orElse(null),
            quantity(reader, "REHOST_INJECT_MEMORY_REQUEST").orElse("192Mi"),
            quantity(reader, "REHOST_INJECT_MEMORY_LIMIT").orElse("384Mi")),
        SidecarTraces.read(reader),
        version);
  }

  private static @Nullable Long user(SettingReader reader) {
    OptionalLong user =
        reader.read("REHOST_INJECT_USER", Form.USER, OptionalLong.of(SidecarImage.USER));
    return user.isPresent() ? Long.valueOf(user.getAsLong()) : null;
  }

  private static Optional<String> quantity(SettingReader reader, String key) {
    return reader.find(key, Form.QUANTITY);
  }
}
