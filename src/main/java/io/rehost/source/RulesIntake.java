package io.rehost.source;

import io.rehost.rule.ActiveRules;
import io.rehost.rule.Problem;
import io.rehost.rule.RuleSource;
import io.rehost.rule.document.Origin;
import io.rehost.rule.document.ParseResult;
import io.rehost.rule.document.RulesParser;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns one source's text into rules, or into problems, and reports them to {@link ActiveRules}. A
 * bad text leaves the last good document of the source in force.
 */
public final class RulesIntake implements RulesSink {
  private final RuleSource source;
  private final ActiveRules active;

  /**
   * @param source one of those that the active rules were made for. A file may be a document or a
   *     ConfigMap manifest; a ConfigMap's text, from the API or its mounted copy, is a document
   */
  public RulesIntake(RuleSource source, ActiveRules active) {
    this.source = source;
    this.active = active;
  }

  @Override
  public void document(byte[] bytes, String version) {
    switch (parse(bytes)) {
      case ParseResult.Parsed(var document, var text) ->
          active.accept(source.name(), document, text.bytes(), version);
      case ParseResult.Rejected(List<Problem> problems) -> unusable(problems, version);
    }
  }

  private ParseResult parse(byte[] bytes) {
    return switch (source.kind()) {
      case FILE -> RulesParser.parseFile(bytes, Origin.FILE);
      case CONFIG_MAP -> RulesParser.parse(bytes, Origin.CONFIGMAP);
    };
  }

  @Override
  public void unusable(List<Problem> problems, @Nullable String version) {
    active.reject(source.name(), problems, version);
  }

  @Override
  public void missing(String reason) {
    active.missing(source.name(), reason);
  }
}
