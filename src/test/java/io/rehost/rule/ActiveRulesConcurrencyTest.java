package io.rehost.rule;

import static io.rehost.rule.TestRule.bytes;
import static io.rehost.rule.TestRule.document;
import static io.rehost.rule.TestRule.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.RuleSource.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ActiveRulesConcurrencyTest {
  private static final int SOURCES = 3;
  private static final int EDITS = 150;
  private static final int RULES = 5;

  private final ActiveRules rules =
      new ActiveRules(
          List.of(
              new RuleSource(Kind.CONFIG_MAP, "s0"),
              new RuleSource(Kind.CONFIG_MAP, "s1"),
              new RuleSource(Kind.CONFIG_MAP, "s2")),
          Defaults.NONE);

  @Test
  void sourcesReportFromTheirOwnThreadsAndReadersSeeWholeDocumentsOnly() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(SOURCES + 1)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int source = 0; source < SOURCES; source++) {
        String name = "s" + source;
        writers.add(threads.submit(() -> edit(name)));
      }
      Future<?> reader =
          threads.submit(
              () -> {
                while (!writers.stream().allMatch(Future::isDone)) {
                  assertWhole(rules.current());
                }
              });
      for (Future<?> writer : writers) {
        writer.get();
      }
      reader.get();
    }
    RuleSet last = Objects.requireNonNull(rules.current());
    assertThat(last.rules()).hasSize(SOURCES * RULES);
    assertThat(last.rules()).allMatch(it -> it.name().endsWith("-e" + (EDITS - 1)));
  }

  private void edit(String source) {
    for (int edit = 0; edit < EDITS; edit++) {
      TestRule[] written = new TestRule[RULES];
      for (int i = 0; i < RULES; i++) {
        written[i] = rule(source + "-r" + i + "-e" + edit);
      }
      RulesDocument document = document(written);
      rules.accept(source, document, bytes(document), String.valueOf(edit));
    }
  }

  private static void assertWhole(@Nullable RuleSet set) {
    Map<String, List<String>> edits = new HashMap<>();
    for (RuleInForce rule : set == null ? List.<RuleInForce>of() : set.rules()) {
      String edit = rule.name().substring(rule.name().lastIndexOf('-'));
      edits.computeIfAbsent(rule.source(), source -> new ArrayList<>()).add(edit);
    }
    edits.values().forEach(of -> assertThat(of).hasSize(RULES).containsOnly(of.getFirst()));
  }
}
