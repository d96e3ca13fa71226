package io.rehost.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rules document as it was written: its defaults are not yet applied to its rules.
 *
 * @param upstream the origin of rules that name none; null if the document leaves it out
 * @param tls what rules for https upstreams leave out of theirs; {@link TlsSettings#NONE} if the
 *     document leaves it out
 * @param unmatched null if the document leaves it out
 * @param rules in the order in which they are tried
 */
public record RulesDocument(
    @Nullable Upstream upstream, TlsSettings tls, @Nullable Unmatched unmatched, List<Rule> rules) {
  public RulesDocument {
    rules = List.copyOf(rules);
  }
}
