package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.rehost.rule.ConnectionFields;
import io.rehost.wire.FieldWalk;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contract sections 3 and 4: rules neither edit hop-by-hop fields nor make hosts of them, and the
 * data plane removes them: the same ones, though it compares names faster.
 */
class HopByHopNamesTest {
  static Stream<String> names() {
    Stream<String> known =
        Arrays.stream(HttpHeaderNames.class.getFields())
            .filter(field -> Modifier.isStatic(field.getModifiers()))
            .map(HopByHopNamesTest::name);
    return Stream.concat(known, Stream.of("http2-settings", "x-none"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void rulesAndDataPlaneAgreeOnEveryKnownName(String name) {
    for (String spelled : List.of(name, name.toUpperCase(Locale.ROOT))) {
      FieldWalk field = FieldWalk.over(new DefaultHttpHeaders().add(spelled, "x"));
      assertThat(field.next()).isTrue();
      assertThat(HopByHop.always(field)).isEqualTo(ConnectionFields.covers(spelled));
    }
  }

  @ParameterizedTest
  @MethodSource("removed")
  void theFieldsOfRfc9110AreAmongThem(String name) {
    assertThat(ConnectionFields.covers(name)).isTrue();
  }

  /** RFC 9110 7.6.1. */
  static Stream<String> removed() {
    return Stream.of(
        "Connection", "Proxy-Connection", "Keep-Alive", "TE", "Transfer-Encoding", "Upgrade");
  }

  private static String name(Field constant) {
    try {
      return String.valueOf(constant.get(null));
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
