package io.rehost.rule.document;

import io.rehost.rule.Rule;
import io.rehost.rule.RulesDocument;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The top of a rules document. */
final class DocumentReader {
  static final String DOCUMENT = "a rules document: a mapping with rules";

  private final Origin origin;
  private final Problems problems;
  private final Regexes regexes = new Regexes();

  DocumentReader(Origin origin, Problems problems) {
    this.origin = origin;
    this.problems = problems;
  }

  /** The document; incomplete or null if there are problems. */
  @Nullable RulesDocument read(Yaml root) {
    Section document = Section.of("", root, DOCUMENT, problems);
    if (document == null) {
      return null;
    }
    Upstream upstream = document.text("upstream", Upstream.EXPECTED, HostForms::upstream);
    TlsSettings tls = TlsReader.read(document, origin);
    Unmatched unmatched =
        document.text("unmatched", Forms.names(Unmatched.class), Forms.oneOf(Unmatched.class));
    if (!document.has("rules")) {
      document.reject("rules", "a list of rules, [] for none");
    }
    Map<String, Yaml> items = document.items("rules", "a list of rules, [] for none");
    List<Section> sections = Section.all(items, "a rule: a mapping with name", problems);
    document.rejectOtherKeys();
    List<Rule> rules = rules(sections);
    boolean complete = rules.size() == items.size();
    return complete ? new RulesDocument(upstream, tls, unmatched, rules) : null;
  }

  private List<Rule> rules(List<Section> sections) {
    List<Rule> rules = new ArrayList<>();
    Map<String, String> pathByName = new HashMap<>();
    for (Section section : sections) {
      Rule rule = new RuleReader(section, origin, regexes).read();
      String first =
          rule.name().isEmpty() ? null : pathByName.putIfAbsent(rule.name(), section.path());
      if (first != null) {
        section.reject("name", "a name of its own, not that of " + first);
      }
      rules.add(rule);
    }
    return rules;
  }
}
