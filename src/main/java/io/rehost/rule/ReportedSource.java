package io.rehost.rule;

import io.rehost.rule.RuleSet.Part;
import io.rehost.rule.SourceStatus.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one source has reported and what has come of it; guarded by {@link ActiveRules}. */
final class ReportedSource {
  private static final String NOT_NEEDED =
      "only a fallback, not used any more since another source has given rules";

  private final RuleSource source;
  private boolean needed = true;
  private @Nullable Part wanted;
  private @Nullable Part lastGood;
  private @Nullable Instant loadedAt;
  private @Nullable String version;
  private List<Problem> ownProblems = List.of();
  private List<Problem> joinProblems = List.of();
  private @Nullable String reason = "not read yet";

  ReportedSource(RuleSource source) {
    this.source = source;
  }

  boolean isFallback() {
    return source.fallback();
  }

  /** Its document, good or not, is not asked for: others have rules. */
  void notNeeded() {
    needed = false;
    joinProblems = List.of();
    loadedAt = null;
  }

  void hasDocument(Part part, @Nullable String newVersion) {
    report(part, List.of(), null, newVersion);
  }

  void hasProblems(List<Problem> problems, @Nullable String newVersion) {
    report(null, problems, null, newVersion);
  }

  void hasNothing(String why) {
    report(null, List.of(), why, null);
  }

  private void report(
      @Nullable Part part,
      List<Problem> problems,
      @Nullable String why,
      @Nullable String newVersion) {
    wanted = part;
    ownProblems = List.copyOf(problems);
    reason = why;
    version = newVersion;
  }

  /** What it would like to have in force, best first. */
  List<Part> offer() {
    return Stream.of(wanted, lastGood).filter(Objects::nonNull).distinct().toList();
  }

  void joined(Join join, Instant now) {
    joinProblems = join.problems().getOrDefault(source.name(), List.of());
    Part chosen =
        join.chosen().stream()
            .filter(part -> part.source().equals(source.name()))
            .findFirst()
            .orElse(null);
    if (chosen == null) {
      loadedAt = null;
      return;
    }
    if (loadedAt == null || !chosen.equals(lastGood)) {
      loadedAt = now;
    }
    lastGood = chosen;
  }

  SourceStatus status() {
    List<Problem> problems = new ArrayList<>(ownProblems);
    problems.addAll(joinProblems);
    State state =
        reason != null ? State.MISSING : problems.isEmpty() ? State.ACCEPTED : State.REJECTED;
    String said = state == State.ACCEPTED && !needed ? NOT_NEEDED : reason;
    return new SourceStatus(source, state, version, problems, said, loadedAt);
  }
}
