package io.rehost.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 7: masked values as {@code ***} and, in tap and console, query values too. */
class MaskedHeadTest {
  @ParameterizedTest
  @CsvSource({
    "/a, /a",
    "/a?, /a?",
    "/a?b=1, /a?b=***",
    "/a?b=1&c=, /a?b=***&c=",
    "/a?token, /a?***",
    "/a?b=1=2&&x, /a?b=***&&***",
    "/a?b=c?d=e, /a?b=***",
    "http://u.test/?q=1#f, http://u.test/?q=***",
    "*, *"
  })
  void everyValueOfAQueryIsMasked(String target, String shown) {
    assertThat(MaskedHead.query(target)).isEqualTo(shown);
  }

  @Test
  void aSentHeadOfHttp2HasItsPseudoFieldsAndNamesInLowerCase() {
    assertThat(
            MaskedHead.of(
                TestExchange.head("/a?b=c", "X-A", "1", "Host", "b.test", "Cookie", "s"),
                Protocol.H2,
                TestExchange.MASK))
        .containsExactly(
            ":method: GET",
            ":scheme: https",
            ":authority: b.test",
            ":path: /a?b=***",
            "x-a: 1",
            "cookie: ***");
  }

  @Test
  void aUrlInAFieldLosesTheValuesOfItsQuery() {
    assertThat(
            MaskedHead.of(
                TestExchange.head("/", "X-Original-Url", "/a?b=c", "Q", "why?", "N", "1?2=3"),
                Protocol.HTTP1,
                TestExchange.MASK))
        .containsExactly("GET / HTTP/1.1", "X-Original-Url: /a?b=***", "Q: why?", "N: 1?2=3");
  }
}
