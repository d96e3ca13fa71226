package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.certificates.TestAuthority;
import io.rehost.cli.settings.Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract section 2: wrong settings stop the start with one line per problem, all at once. */
class StartCheckTest {
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path directory;

  @Test
  void settingsThatWorkHereHaveNoProblem() throws Exception {
    TestAuthority.Issued issued = new TestAuthority().issue("a.test");
    assertThat(
            problems(
                Map.of(
                    "REHOST_UPSTREAM",
                    "http://10.0.0.1",
                    "REHOST_LISTEN_TLS",
                    "127.0.0.1:0",
                    "REHOST_TLS_CERTIFICATE",
                    issued.certificateFile(file("c.pem")).toString(),
                    "REHOST_TLS_KEY",
                    issued.keyFile(file("k.pem")).toString())))
        .isEmpty();
  }

  @Test
  void everyAddressThatIsTakenIsSaidUnderItsSetting() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      String first = "127.0.0.1:" + taken.getLocalPort();
      String second = "127.0.0.1:" + other.getLocalPort();
      String free = " (expected: an address that is free here: address already in use)";
      assertThat(problems(Map.of("REHOST_LISTEN", first, "REHOST_MANAGEMENT", second)))
          .containsExactly(
              "REHOST_LISTEN: \"" + first + "\"" + free,
              "REHOST_MANAGEMENT: \"" + second + "\"" + free);
    }
  }

  @Test
  void filesThatAreNotUsableAreBothSaid() {
    assertThat(
            problems(
                Map.of(
                    "REHOST_LISTEN_TLS", "127.0.0.1:0",
                    "REHOST_TLS_CERTIFICATE", file("none.pem").toString(),
                    "REHOST_TLS_KEY", directory.toString())))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("REHOST_TLS_CERTIFICATE: " + file("none.pem") + ": no such file"),
            line -> assertThat(line).startsWith("REHOST_TLS_KEY: " + directory + ": "));
  }

  @Test
  void aKeyOfAnotherCertificateIsSaidOfTheKey() throws Exception {
    TestAuthority authority = new TestAuthority();
    Path certificate = authority.issue("a.test").certificateFile(file("c.pem"));
    Path key = authority.issue("b.test").keyFile(file("k.pem"));
    assertThat(
            problems(
                Map.of(
                    "REHOST_LISTEN_TLS", "127.0.0.1:0",
                    "REHOST_TLS_CERTIFICATE", certificate.toString(),
                    "REHOST_TLS_KEY", key.toString())))
        .containsExactly(
            "REHOST_TLS_KEY: %s: the key of another certificate (expected: the key of %s)"
                .formatted(key, certificate));
  }

  @Test
  @DisplayName("Own listeners are never an upstream; link-local only if named")
  void anUpstreamThatIsNotAllowedIsAProblemOfTheSetting() {
    assertThat(problems(Map.of("REHOST_UPSTREAM", "http://169.254.169.254"))).hasSize(1);
    assertThat(
            problems(
                Map.of(
                    "REHOST_UPSTREAM", "http://10.0.0.1",
                    "REHOST_UPSTREAM_ALLOWED", "10.1.0.0/16")))
        .containsExactly(
            "REHOST_UPSTREAM: \"http://10.0.0.1:80\" (expected: an address that"
                + " REHOST_UPSTREAM_ALLOWED allows, never one of this proxy's own)");
    assertThat(problems(Map.of("REHOST_UPSTREAM", "http://origin.test"))).isEmpty();
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private static List<String> problems(Map<String, String> given) {
    Map<String, String> texts = new HashMap<>();
    texts.put("REHOST_LISTEN", "127.0.0.1:0");
    texts.put("REHOST_MANAGEMENT", "127.0.0.1:0");
    texts.putAll(given);
    Settings.Result result = Settings.parse(texts, new Settings.Machine(1, "unique"));
    assertThat(result).isInstanceOf(Settings.Accepted.class);
    return StartCheck.problems(((Settings.Accepted) result).settings());
  }
}
