package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract 7: {@code PUT /log-level}, by what the packaged program then logs. */
class LogLevelIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private final Path rules;

  LogLevelIT(@TempDir Path directory) {
    rules = directory.resolve("rules.yaml");
  }

  @Test
  @DisplayName("until the next change or start")
  void whatIsLoggedFollowsTheLevel() throws Exception {
    edit("one");
    try (RunningProgram sidecar =
            RunningProgram.start(
                Map.of(
                    "REHOST_LISTEN",
                    "127.0.0.1:0",
                    "REHOST_MANAGEMENT",
                    "127.0.0.1:0",
                    "REHOST_RULES_FILE",
                    rules.toString()),
                "proxy");
        HttpClient http = HttpClient.newHttpClient()) {
      String console = sidecar.awaitLine("console address=(127\\.0\\.0\\.1:[0-9]+)").group(1);
      sidecar.awaitLine("rules in force hash=" + awaitHash(http, console, "one"));

      assertThat(ask(http, console, "PUT", "/log-level?level=error")).contains("\"error\"");
      edit("two");
      String unsaid = awaitHash(http, console, "two");
      assertThat(ask(http, console, "PUT", "/log-level?level=info")).contains("\"info\"");
      edit("three");
      sidecar.awaitLine("rules in force hash=" + awaitHash(http, console, "three"));

      assertThat(sidecar.lines()).noneMatch(line -> line.contains(unsaid));
      assertThat(sidecar.lines()).anyMatch(line -> line.contains("log level changed level=info"));
    }
  }

  private void edit(String rule) throws IOException {
    Files.writeString(rules, "upstream: http://127.0.0.1:9\nrules: [{name: " + rule + "}]\n");
  }

  /** Of the rules in force, as soon as the one of this name is among them. */
  private static String awaitHash(HttpClient http, String console, String rule) {
    Pattern hash =
        Pattern.compile("\"hash\":\"([0-9a-f]{12})\".*\"name\":\"" + rule + "\",\"source");
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> hash.matcher(ask(http, console, "GET", "/rules")), Matcher::find)
        .group(1);
  }

  private static String ask(HttpClient http, String console, String method, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + console + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(PATIENCE)
            .build();
    return http.send(request, BodyHandlers.ofString()).body();
  }
}
