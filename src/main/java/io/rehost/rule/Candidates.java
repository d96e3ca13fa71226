package io.rehost.rule;

import org.jspecify.annotations.Nullable;

/** Rules that one host leads to. Immutable. */
interface Candidates {
  /** No rule. */
  Candidates NONE = (best, path, head) -> best;

  /** The earliest of {@code best} and the rules here that match. */
  @Nullable CompiledRule earliest(@Nullable CompiledRule best, String path, RequestHead head);

  /** These and others. */
  default Candidates and(Candidates others) {
    return (best, path, head) -> others.earliest(earliest(best, path, head), path, head);
  }
}
