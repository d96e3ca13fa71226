package io.rehost.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.RulesDocument;
import io.rehost.rule.Upstream;
import io.rehost.rule.document.Origin;
import io.rehost.rule.document.ParseResult;
import io.rehost.rule.document.RulesParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoTest {

  @Test
  void theScreenFitsATerminal() {
    String screen =
        Demo.screen(
            "127.0.0.1:15080",
            Optional.of("127.0.0.1:15082"),
            "127.0.0.1:15081",
            "examples/rules.yaml");
    assertThat(screen.lines()).hasSizeLessThanOrEqualTo(24);
    assertThat(screen.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void theExampleRulesAreGoodAndGoToTheDemosOriginsOnly() throws IOException {
    assertThat(upstreams(example()))
        .isNotEmpty()
        .allSatisfy(
            upstream -> {
              assertThat(upstream.port()).isEqualTo(DemoAddress.PORT);
              assertThat(DemoAddress.ALL).extracting(DemoAddress::ip).contains(upstream.host());
            });
  }

  @Test
  void outsideACheckoutTheRulesAreACopyOfThePackagedOnes() throws Exception {
    Path example = Path.of("examples", "rules.yaml");
    assertThat(Demo.rules(example)).isEqualTo(example); // tests run in a checkout
    assertThat(Demo.rules(Path.of("none.yaml"))).isEqualTo(Path.of("none.yaml"));
    try (InputStream packaged = Demo.class.getResourceAsStream("rules.yaml")) {
      assertThat(packaged).isNotNull();
      assertThat(packaged.readAllBytes()).isEqualTo(Files.readAllBytes(example));
    }
  }

  @Test
  void everyHostThatTheExampleSendsIsAVirtualHostThere() throws IOException {
    RulesDocument document = example();
    assertThat(document.rules())
        .allSatisfy(
            rule -> {
              Upstream upstream =
                  rule.upstream() == null
                      ? Objects.requireNonNull(document.upstream())
                      : rule.upstream();
              String host = Objects.requireNonNull(rule.host()).toString();
              assertThat(DemoAddress.ALL)
                  .filteredOn(address -> address.ip().equals(upstream.host()))
                  .singleElement()
                  .satisfies(address -> assertThat(address.sites()).containsKey(host));
            });
  }

  private static Stream<Upstream> upstreams(RulesDocument document) {
    return Stream.concat(
            Stream.of(document).map(RulesDocument::upstream),
            document.rules().stream().map(rule -> rule.upstream()))
        .filter(Objects::nonNull);
  }

  private static RulesDocument example() throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of("examples/rules.yaml"));
    return switch (RulesParser.parse(bytes, Origin.FILE)) {
      case ParseResult.Parsed(var document, var text) -> document;
      case ParseResult.Rejected(var problems) -> throw new AssertionError(problems.toString());
    };
  }
}
