package io.rehost.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract section 2: a wrong value stops the start with one line per problem, all at once. */
class SettingProblemsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "REHOST_UPSTREAM | 10.0.0.12 | http://IP[:port]",
        "REHOST_UPSTREAM | ftp://10.0.0.12 | http://IP[:port]",
        "REHOST_UPSTREAM | http://10.0.0.12/path | http://IP[:port]",
        "REHOST_UPSTREAM | http://10.0.0.12:0 | http://IP[:port]",
        "REHOST_UPSTREAM | http://10.0.0.12:99999 | http://IP[:port]",
        "REHOST_UPSTREAM | http://2001:db8::1 | http://IP[:port]",
        "REHOST_UPSTREAM | http://[10.0.0.12] | http://IP[:port]",
        "REHOST_UPSTREAM | http://user@10.0.0.12 | http://IP[:port]",
        "REHOST_UPSTREAM | http://10.0.12 | http://IP[:port]",
        "REHOST_UPSTREAM_SERVER_NAME | a..b | a host name",
        "REHOST_UPSTREAM_SERVER_NAME | 10.0.0.1 | a host name",
        "REHOST_UPSTREAM_ALLOWED | 10.0.0.0/33 | a range of addresses",
        "REHOST_UNMATCHED | drop | pass, reject",
        "REHOST_RULES_CONFIGMAPS | Shop_Rules | the name of a Kubernetes object",
        "REHOST_NAMESPACE | a.b | the name of a Kubernetes namespace",
        "REHOST_LISTEN | 15080 | an address such as 0.0.0.0:15080",
        "REHOST_LISTEN | localhost:15080 | an address such as 0.0.0.0:15080",
        "REHOST_LISTEN | 0.0.0.0:65536 | an address such as 0.0.0.0:15080",
        "REHOST_LISTEN | ::1:15080 | an address such as 0.0.0.0:15080",
        "REHOST_LISTEN | :15080 | an address such as 0.0.0.0:15080",
        "REHOST_MANAGEMENT | off | an address such as 0.0.0.0:15080",
        "REHOST_CONSOLE | no | an address such as 127.0.0.1:15082, or off",
        "REHOST_TRUSTED_PROXIES | proxy.example.com | a range of addresses",
        "REHOST_FORWARDED | yes | off, x-forwarded, rfc7239, both",
        "REHOST_FORWARDED_HOST | yes | true or false",
        "REHOST_LOOP_ID | a b | a name such as edge-1",
        "REHOST_VIA | a,b | a name such as edge-1",
        "REHOST_UPGRADES | h2c | never h2c",
        "REHOST_MASK | x y | a field name",
        "REHOST_MASK | x-*-pin | * at its start or end",
        "REHOST_MASK | * | * at its start or end",
        "REHOST_LOG_LEVEL | verbose | error, warn, info, debug, trace",
        "REHOST_TIMEOUT_CONNECT | 2 | a duration such as 500ms, 2s or 5m, above zero",
        "REHOST_TIMEOUT_HEAD | 0s | above zero",
        "REHOST_TIMEOUT_DRAIN | -1s | a duration such as 500ms",
        "REHOST_START_WAIT | 1m30s | a duration such as 500ms",
        "REHOST_LIMIT_HEAD | 32K | a size such as 32Ki or 1Mi, from 1Ki to 1Mi",
        "REHOST_LIMIT_HEAD | 1023 | a size such as 32Ki or 1Mi, from 1Ki to 1Mi",
        "REHOST_LIMIT_HEAD | 9999999999Gi | a size such as 32Ki or 1Mi, from 1Ki to 1Mi",
        "REHOST_LIMIT_CONNECTIONS | 0 | a number from 1 to 1000000",
        "REHOST_RETRIES | -1 | a number from 0 to 10",
        "REHOST_ACCESS_LOG | some | off, errors, all",
        "REHOST_DEBUG | maybe | true or false",
        "REHOST_WORKERS | 0 | a number from 1 to 1024",
      })
  void aWrongValueIsNamedWithWhatIsAccepted(String key, String text, String expected) {
    List<Problem> problems = problems(Map.of(key, text));
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().toString())
        .startsWith(key + ": \"" + text + "\" (expected: ")
        .contains(expected)
        .endsWith(")");
  }

  @Test
  void allProblemsComeAtOnceEachOnALine() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("REHOST_RETRIES", "many");
    texts.put("REHOST_LISTEN", "here,127.0.0.1:1,there");
    texts.put("REHOST_UNMATCHED", "drop");
    assertThat(problems(texts))
        .extracting(Problem::path, Problem::found)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("REHOST_UNMATCHED", "drop"),
            org.assertj.core.groups.Tuple.tuple("REHOST_LISTEN", "here"),
            org.assertj.core.groups.Tuple.tuple("REHOST_LISTEN", "there"),
            org.assertj.core.groups.Tuple.tuple("REHOST_RETRIES", "many"));
  }

  @Test
  void tlsListenersWithoutCertificateAndKeyAreAProblem() {
    assertThat(problems(Map.of("REHOST_LISTEN_TLS", "0.0.0.0:15443")))
        .extracting(Object::toString)
        .containsExactly(
            "REHOST_TLS_CERTIFICATE: missing (expected: a PEM file's path, because"
                + " REHOST_LISTEN_TLS is set)",
            "REHOST_TLS_KEY: missing (expected: a PEM file's path, because REHOST_LISTEN_TLS is"
                + " set)");
  }

  @Test
  void twoListenersOnOnePortAreAProblemOfTheLaterOne() {
    assertThat(problems(Map.of("REHOST_MANAGEMENT", "127.0.0.1:15080")))
        .extracting(Object::toString)
        .containsExactly(
            "REHOST_MANAGEMENT: \"127.0.0.1:15080\" (expected: a port that REHOST_LISTEN does not"
                + " take)");
    assertThat(problems(Map.of("REHOST_LISTEN", "0.0.0.0:15082")))
        .extracting(Problem::path)
        .containsExactly("REHOST_CONSOLE");
  }

  private static List<Problem> problems(Map<String, String> texts) {
    return switch (Settings.parse(texts, new Settings.Machine(1, "id"))) {
      case Settings.Accepted accepted -> throw new AssertionError(accepted.toString());
      case Settings.Rejected(var problems) -> problems;
    };
  }
}
