package io.rehost.rule;

import org.jspecify.annotations.Nullable;

/** Rules that one host leads to. Immutable. */
interface Candidates {
  /** No rule. */
  Candidates NONE = (best, path, head) -> best;

  /** The earliest of {@code best} and the rules here that match. */
  @Nullable CompiledRule earliest(@Nullable CompiledRule best, String path, RequestHead head);
}
