package io.rehost.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldMaskTest {

  @ParameterizedTest
  @CsvSource({
    "Authorization, true",
    "proxy-authorization, true",
    "COOKIE, true",
    "Set-Cookie, true",
    "X-Api-Key, true",
    "x-auth-token, true",
    "x-client-secret, true",
    "x-token-id, false",
    "accept, false",
    "x-mine-a, true",
    "a-mine, true",
    "all-the-way, true",
    "x-plain, false",
  })
  void credentialsAreCoveredAndWhatTheSettingsAdd(String name, boolean covered) {
    FieldMask mask = FieldMask.DEFAULT.with(List.of("X-Mine-*", "a-mine", "*the*"));

    assertThat(mask.covers(name)).isEqualTo(covered);
  }
}
