package io.rehost.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.rehost.rule.Rule;

/** What a rule changes in a head: remove, set, add, in this order. */
final class HeadEdits {
  private HeadEdits() {}

  static void apply(Rule.FieldEdits edits, HttpHeaders fields) {
    edits.remove().forEach(fields::remove);
    edits.set().keySet().forEach(fields::remove);
    edits.set().forEach(fields::add);
    edits.add().forEach(fields::add);
  }
}
