package io.rehost.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.ActiveRules;
import io.rehost.rule.Defaults;
import io.rehost.rule.RuleSource;
import io.rehost.rule.SourceStatus;
import io.rehost.source.RulesIntake;
import io.rehost.source.RulesSink;
import java.util.List;

/** The rules of one document, named {@value #NAME}, brought into force as the proxy mode does. */
final class SiteRules {
  static final String NAME = "site";

  private final ActiveRules active;
  private final RulesIntake intake;

  /** Those of a ConfigMap, none yet. */
  SiteRules() {
    this(RuleSource.Kind.CONFIG_MAP);
  }

  private SiteRules(RuleSource.Kind kind) {
    RuleSource source = new RuleSource(kind, NAME);
    active = new ActiveRules(List.of(source), Defaults.NONE);
    intake = new RulesIntake(source, active);
  }

  /** Those of a ConfigMap. */
  static SiteRules of(String document) {
    SiteRules rules = new SiteRules();
    rules.edit(document);
    return rules;
  }

  /** Those of a file, which may name files anywhere. */
  static SiteRules ofFile(String document) {
    SiteRules rules = new SiteRules(RuleSource.Kind.FILE);
    rules.edit(document);
    return rules;
  }

  /** Replaces the document by another, without a ConfigMap; both must be good. */
  void edit(String document) {
    intake.document(document.getBytes(UTF_8), "1");
    assertThat(active.status())
        .extracting(SourceStatus::state)
        .containsExactly(SourceStatus.State.ACCEPTED);
  }

  /** Takes the ConfigMap's edits. */
  RulesSink intake() {
    return intake;
  }

  ActiveRules active() {
    return active;
  }
}
