package io.rehost.injector.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.injector.ObjectNames;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class GrantNameTest {

  @Test
  void aNameIsThatOfItsConfigMapWithAPrefix() {
    assertThat(GrantName.of("shop.rules")).isEqualTo("rehost-rules-shop.rules");
  }

  @Property(tries = 300)
  void aNameIsOneThatKubernetesTakes(
      @ForAll @IntRange(min = 1, max = 253) int length,
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(1) String letter) {
    // Labels of 60, so that dots fall on any place.
    String configMap = (letter.repeat(60) + ".").repeat(5).substring(0, length);
    if (configMap.endsWith(".")) {
      configMap = configMap.substring(0, length - 1) + "x";
    }

    String name = GrantName.of(configMap);

    assertThat(name).hasSizeLessThanOrEqualTo(253);
    assertThat(name).matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    assertThat(ObjectNames.isName(configMap)).isTrue();
  }

  @Test
  void longNamesThatBeginAlikeDoNotMeet() {
    String start = "a".repeat(252);

    assertThat(GrantName.of(start + "b")).isNotEqualTo(GrantName.of(start + "c"));
  }

  @Test
  void noShortConfigMapHasTheNameOfALongOne() {
    String ofLong = GrantName.of("a".repeat(253));

    assertThat(ofLong).startsWith("rehost-long-");
    assertThat(GrantName.of("x")).startsWith("rehost-rules-");
  }
}
