package io.rehost.injector.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MessageTextTest {

  @Test
  void allPartsAreShownIfTheyFit() {
    assertThat(MessageText.join(List.of("a", "b"))).isEqualTo("a; b");
  }

  @Test
  void partsThatDoNotFitAreCounted() {
    String problem = "x".repeat(300);

    assertThat(MessageText.join(Collections.nCopies(10, problem)))
        .isEqualTo(problem + "; " + problem + "; " + problem + "; and 7 more");
  }

  @Test
  void aFirstPartThatDoesNotFitIsCut() {
    assertThat(MessageText.join(List.of("ä".repeat(1000), "b")))
        .startsWith("ää")
        .endsWith("ä…; and 1 more");
  }

  @Property(tries = 200)
  void noMessageIsLongerThanTheApiTakes(
      @ForAll @Size(min = 1, max = 20) List<@NotBlank String> parts,
      @ForAll @IntRange(min = 1, max = 200) int times) {
    String message = MessageText.join(parts.stream().map(part -> part.repeat(times)).toList());

    assertThat(message.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1024);
  }
}
