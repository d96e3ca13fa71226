package io.rehost.rule;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalPathTest {

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "'', /",
    "*, *",
    "/a/b, /a/b",
    "/%61%7E%2d%2E, /a~-.",
    "/%2f%3a, /%2F%3A",
    "/%2F, /%2F",
    "/a/./b, /a/b",
    "/a/../b, /b",
    "/a/b/.., /a/",
    "/a/b/., /a/b/",
    "/.., /",
    "/../../a, /a",
    "/a/%2e%2E/b, /b",
    "/a/.%2e/b, /b",
    "/%2e/b, /b",
    "/a%2F..%2Fb, /a%2F..%2Fb",
    "/a%252e/b, /a%252e/b",
    "//a, //a",
    "/a//../b, /a/b",
    "/a//b, /a//b",
    "/..., /...",
    "/..a/.b, /..a/.b",
    "/%, /%25",
    "/%4, /%254",
    "/%zz, /%25zz",
    "/a|b, /a%7Cb",
    "/\u00C3\u00A9, /%C3%A9",
    "/%c3%a9, /%C3%A9",
    "/a;v=1/b, /a;v=1/b",
    "/A, /A",
  })
  void theFormForMatchingOfARequest(String path, String normal) {
    assertThat(NormalPath.ofRequest(path)).isEqualTo(normal);
  }

  @ParameterizedTest
  @CsvSource({
    "/caf\u00E9, /caf%C3%A9",
    "/\uD83D\uDE00, /%F0%9F%98%80",
    "/a b, /a%20b",
    "/%61, /a",
    "/a/../b, /b"
  })
  void theFormForMatchingOfWhatAPersonWrote(String path, String normal) {
    assertThat(NormalPath.ofRule(path)).isEqualTo(normal);
  }

  @Test
  void aPathThatIsNormalIsNotCopied() {
    String path = "/a/b.c/%2F%3A/..d/x;v=1,2";

    assertThat(NormalPath.ofRequest(path)).isSameAs(path);
  }

  @Property(tries = 1_000)
  void normalisingTwiceIsAsNormalisingOnce(
      @ForAll
          @Chars({'/', '.', '%', '2', 'e', 'E', 'F', '6', '1', 'a', '|', '\u00E9'})
          @StringLength(max = 14)
          String tail) {
    String once = NormalPath.ofRequest("/" + tail);

    assertThat(NormalPath.ofRequest(once)).isSameAs(once);
  }

  @Property(tries = 1_000)
  void aNormalPathHasNoDotSegments(
      @ForAll @Chars({'/', '.', '%', '2', 'e', 'a'}) @StringLength(max = 14) String tail) {
    assertThat(NormalPath.ofRequest("/" + tail)).startsWith("/");
    assertThat(NormalPath.ofRequest("/" + tail).split("/", -1)).doesNotContain(".", "..");
  }
}
