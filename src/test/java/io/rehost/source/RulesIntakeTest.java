package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.ActiveRules;
import io.rehost.rule.Defaults;
import io.rehost.rule.Problem;
import io.rehost.rule.RuleSet;
import io.rehost.rule.RuleSource;
import io.rehost.rule.RuleSource.Kind;
import io.rehost.rule.SourceStatus;
import io.rehost.rule.SourceStatus.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract section 3: accepted, rejected and missing documents, and what is logged of them. */
class RulesIntakeTest {
  private static final String GOOD =
      """
      upstream: http://10.0.0.12
      rules:
      - name: b2
        match: {hosts: [b2.example.com]}
        host: go.example.com
      """;

  private static final String BAD = GOOD.replace("name: b2", "name: B2!");

  private final ActiveRules active =
      new ActiveRules(
          List.of(new RuleSource(Kind.CONFIG_MAP, "a"), new RuleSource(Kind.FILE, "/r.yaml")),
          Defaults.NONE);
  private final RulesIntake configMap = intake(0);
  private final RulesIntake file = intake(1);
  private final Lines lines = new Lines();

  @BeforeEach
  void listen() {
    active.addListener(new RulesLog());
    lines.logger.addHandler(lines);
  }

  @AfterEach
  void unlisten() {
    lines.logger.removeHandler(lines);
  }

  @Test
  void aGoodDocumentGoesIntoForce() {
    configMap.document(bytes(GOOD), "17");

    RuleSet rules = Objects.requireNonNull(active.current());
    assertThat(rules.rules()).hasSize(1);
    assertThat(status(0).version()).isEqualTo("17");
    assertThat(lines.taken())
        .containsExactly(
            "rules accepted source=ConfigMap/a version=17",
            "rules in force hash=" + rules.hash() + " rules=1");
  }

  @Test
  void aBadDocumentKeepsTheLastGoodAndLogsEachProblemOnce() {
    configMap.document(bytes(GOOD), "17");
    RuleSet good = active.current();
    lines.taken();

    configMap.document(bytes(BAD + "extra: 1\n"), "18");
    configMap.document(bytes(BAD + "extra: 1\n"), "19");

    assertThat(active.current()).isSameAs(good);
    assertThat(status(0).state()).isEqualTo(State.REJECTED);
    assertThat(lines.taken())
        .hasSize(2)
        .allMatch(line -> line.startsWith("rules rejected source=ConfigMap/a version=18"))
        .allMatch(line -> line.contains("inForce=last-good"))
        .anyMatch(
            line -> line.contains("line=3") && line.contains("problem=rules[0].name: \"B2!\""));
  }

  @Test
  void aMissingDocumentKeepsTheLastGoodAndIsSaidOnce() {
    configMap.document(bytes(GOOD), "17");
    RuleSet good = active.current();
    lines.taken();

    configMap.missing("no such ConfigMap");
    configMap.missing("no such ConfigMap");

    assertThat(active.current()).isSameAs(good);
    assertThat(status(0).state()).isEqualTo(State.MISSING);
    assertThat(lines.taken())
        .containsExactly(
            "rules missing source=ConfigMap/a inForce=last-good" + " reason=no such ConfigMap");
  }

  @Test
  void aBadSourceNeverHoldsUpAnother() {
    file.unusable(List.of(new Problem("data", "x", "the key rules.yaml", 0, 0)), "1");
    configMap.document(bytes(GOOD), "17");

    assertThat(active.current()).isNotNull();
    assertThat(status(1).state()).isEqualTo(State.REJECTED);
    assertThat(lines.taken().getFirst()).contains("inForce=none");
  }

  @Test
  void aFileMayBeAManifest() {
    String manifest =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  rules.yaml: |\n"
            + GOOD.indent(4);

    file.document(bytes(manifest), "1");

    assertThat(status(1).problems()).isEmpty();
    assertThat(status(1).state()).isEqualTo(State.ACCEPTED);
  }

  @Test
  void aConfigMapsTextIsNoManifest() {
    configMap.document(bytes("kind: ConfigMap\ndata: {rules.yaml: 'rules: []'}\n"), "1");

    assertThat(status(0).state()).isEqualTo(State.REJECTED);
  }

  @Test
  void onlyAFileMayNameFilesAnywhere() {
    String text =
        GOOD.replace("http:", "https:") + "  tls: {caFile: /var/ca.pem}\nunmatched: reject\n";

    configMap.document(bytes(text), "1");
    file.document(bytes(text), "1");

    assertThat(status(0).problems())
        .extracting(Problem::path)
        .containsExactly("rules[0].tls.caFile");
    assertThat(status(1).problems()).isEmpty();
  }

  private RulesIntake intake(int index) {
    return new RulesIntake(status(index).source(), active);
  }

  private SourceStatus status(int index) {
    return active.status().get(index);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The messages of {@link RulesLog}. */
  private static final class Lines extends Handler {
    private final Logger logger = Logger.getLogger(RulesLog.class.getName());
    private final PatternFormatter formatter = new PatternFormatter("%s");
    private final List<String> lines = new ArrayList<>();

    List<String> taken() {
      List<String> taken = List.copyOf(lines);
      lines.clear();
      return taken;
    }

    @Override
    public void publish(LogRecord record) {
      lines.add(formatter.format(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
