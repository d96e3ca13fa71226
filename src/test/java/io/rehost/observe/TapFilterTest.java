package io.rehost.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 7: {@code GET /tap?rule=&status=}. */
class TapFilterTest {
  private static TestExchange answered(int status) {
    return new TestExchange(TestExchange.decidedBy("b2"), null, status);
  }

  @ParameterizedTest
  @CsvSource({
    "502, 502, true",
    "502, 503, false",
    "5xx, 500, true",
    "5xx, 599, true",
    "5xx, 700, true",
    "5xx, 499, false",
    "4xx, 500, false",
    "none, 0, true",
    "none, 200, false"
  })
  void aStatusIsACodeOrAClass(String wanted, int status, boolean matches) {
    TapFilter filter = Objects.requireNonNull(TapFilter.ANY.withStatus(wanted));
    assertThat(filter.matches(answered(status))).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "50", "5XX", "6xx", "5x", "0xx", "5020", "-1", "all"})
  void anythingElseIsNoStatus(String text) {
    assertThat(TapFilter.ANY.withStatus(text)).isNull();
  }

  @Test
  void aRuleIsNamedExactly() {
    assertThat(TapFilter.ANY.withRule("b2").matches(answered(200))).isTrue();
    assertThat(TapFilter.ANY.withRule("b").matches(answered(200))).isFalse();
  }

  @Test
  void requestsThatNoRuleTookCanBeAskedFor() {
    TapFilter unmatched = TapFilter.ANY.withRule(TapFilter.UNMATCHED);
    assertThat(unmatched.matches(new TestExchange(TestExchange.unmatched(), null, 200))).isTrue();
    assertThat(unmatched.matches(answered(200))).isFalse();
    assertThat(unmatched.matches(new TestExchange(null, null, 400))).as("refused").isFalse();
  }

  @Test
  void anExchangeWithoutHostsHasNoneThatIsAskedFor() {
    assertThat(TapFilter.ANY.withHost("a").matches(answered(200))).isFalse();
  }
}
