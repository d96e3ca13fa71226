package io.rehost.proxy;

import static io.rehost.proxy.MaxForwards.Verdict.ANSWER;
import static io.rehost.proxy.MaxForwards.Verdict.FORWARD;
import static io.rehost.proxy.MaxForwards.Verdict.MALFORMED;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 4.2: TRACE and OPTIONS obey Max-Forwards (RFC 9110 7.6.2). */
class MaxForwardsTest {

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "OPTIONS"})
  void aRequestWithoutItIsForwarded(String method) {
    assertThat(judged(method)).isEqualTo(FORWARD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "01", "10", "255", "99999999999999999999999999"})
  void aNumberIsForwarded(String value) {
    assertThat(judged("TRACE", value)).isEqualTo(FORWARD);
    assertThat(judged("OPTIONS", value)).isEqualTo(FORWARD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "00", "000000000000000000000000"})
  void zeroIsAnsweredHere(String value) {
    assertThat(judged("TRACE", value)).isEqualTo(ANSWER);
    assertThat(judged("OPTIONS", value)).isEqualTo(ANSWER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1.0", "0x1", "1, 1", "1 1", "one", "\u0661"})
  void whatCannotBeCountedDownIsMalformed(String value) {
    assertThat(judged("TRACE", value)).isEqualTo(MALFORMED);
    assertThat(judged("OPTIONS", value)).isEqualTo(MALFORMED);
  }

  @Test
  void severalAreMalformedEvenIfTheyAreEqual() {
    assertThat(judged("OPTIONS", "1", "1")).isEqualTo(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "HEAD", "options", "TRACES"})
  void withOtherMethodsItMeansNothing(String method) {
    assertThat(judged(method, "0")).isEqualTo(FORWARD);
    assertThat(judged(method, "none")).isEqualTo(FORWARD);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "10, 9",
    "007, 6",
    "1000, 999",
    "999999999, 999999998",
    "99999999999999999999999999, 999999998",
    "0, 0",
    "x, x"
  })
  void aNumberIsSentLessOne(String received, String sent) {
    assertThat(MaxForwards.decremented(received)).isEqualTo(sent);
  }

  private static MaxForwards.Verdict judged(String method, String... values) {
    var fields = new DefaultHttpHeaders();
    for (String value : values) {
      fields.add("max-forwards", value);
    }
    return MaxForwards.judge(
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), "/", fields));
  }
}
