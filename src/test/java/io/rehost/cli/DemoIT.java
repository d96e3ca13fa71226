package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rehost demo}, as {@code make run} starts it, on ports that are free. */
class DemoIT {
  private static final Pattern CURL =
      Pattern.compile("curl -H 'Host: (\\S+)' +http://127\\.0\\.0\\.1:([0-9]+)(/\\S*)");

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path directory;

  @Test
  void everyLineThatTheScreenTellsOneToTypeWorks() throws Exception {
    try (RunningProgram demo = start(Path.of("examples", "rules.yaml"))) {
      demo.awaitLine("What the origins see");
      demo.awaitLine("rules in force");
      List<MatchResult> typed =
          demo.lines().stream().flatMap(line -> CURL.matcher(line).results()).toList();
      assertThat(typed).hasSizeGreaterThanOrEqualTo(3);
      for (MatchResult line : typed) {
        String response =
            RawExchange.get(Integer.parseInt(line.group(2)), line.group(1), line.group(3));
        assertThat(response).startsWith("HTTP/1.1 200").contains("got   GET " + line.group(3));
      }
    }
  }

  @Test
  void theConsoleIsWhereTheScreenSays() throws Exception {
    try (RunningProgram demo = start(Path.of("examples", "rules.yaml"))) {
      int console = Integer.parseInt(demo.awaitLine("console +http://127.0.0.1:([0-9]+)").group(1));
      assertThat(RawExchange.get(console, "localhost", "/")).contains("<title>Rehost console");
      demo.awaitLine("rules in force");
      assertThat(RawExchange.get(console, "localhost", "/rules")).contains("\"accepted\"");
    }
  }

  @Test
  void anEditChangesTheHostThatTheOriginPrints() throws Exception {
    Path rules = directory.resolve("rules.yaml");
    String example = Files.readString(Path.of("examples", "rules.yaml"));
    Files.writeString(rules, example);
    try (RunningProgram demo = start(rules)) {
      int port = Integer.parseInt(demo.awaitLine("proxy +http://127.0.0.1:([0-9]+)").group(1));
      String before = demo.awaitLine("rules in force hash=([0-9a-f]+)").group(1);
      String first = RawExchange.get(port, "b1.example.com", "/a");
      Files.writeString(rules, example.replace("go.advent.2019.co.jp", "edited.test"));
      demo.awaitLine("rules in force hash=(?!" + before + ")");
      String second = RawExchange.get(port, "b1.example.com", "/b");
      assertThat(first).contains("Host  go.advent.2019.co.jp");
      assertThat(second).contains("Host  edited.test");
      demo.awaitLine("127\\.0\\.0\\.11.*Host: go\\.advent\\.2019\\.co\\.jp  GET /a");
      demo.awaitLine("127\\.0\\.0\\.11.*Host: edited\\.test  GET /b");
    }
  }

  @Test
  void debugPrintsTheConnectedAddressAndTheSentHead() throws Exception {
    try (RunningProgram demo = start(Path.of("examples", "rules.yaml"), "DEBUG", "1")) {
      int port = Integer.parseInt(demo.awaitLine("proxy +http://127.0.0.1:([0-9]+)").group(1));
      demo.awaitLine("rules in force");
      assertThat(RawExchange.get(port, "c.example.com", "/img/x")).contains("IP C");
      demo.awaitLine("^Connected to http://127\\.0\\.0\\.12:18080/img/x$");
      demo.awaitLine("^GET /img/x HTTP/1\\.1$");
      demo.awaitLine("^Host: shop\\.example\\.org$");
    }
  }

  @Test
  void anAbsentRulesFileIsSaidAndExitsWithTwo() throws Exception {
    try (RunningProgram demo = start(directory.resolve("none.yaml"))) {
      assertThat(demo.exitCode()).isEqualTo(2);
      assertThat(demo.lines())
          .singleElement()
          .asString()
          .startsWith("REHOST_RULES_FILE: \"" + directory.resolve("none.yaml") + "\" (expected: ");
    }
  }

  private static RunningProgram start(Path rules, String... more) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("REHOST_LISTEN", "127.0.0.1:0");
    settings.put("REHOST_MANAGEMENT", "127.0.0.1:" + FreePort.find());
    settings.put("REHOST_RULES_FILE", rules.toString());
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return RunningProgram.start(settings, "demo");
  }
}
