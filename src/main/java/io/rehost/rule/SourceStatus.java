package io.rehost.rule;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with one source.
 *
 * @param state of what it last reported
 * @param version the resourceVersion, or what else tells versions apart, of what it last reported;
 *     null if there is none
 * @param problems why a document was rejected; empty otherwise
 * @param reason why there is no document, or why a good one is not in force, as a sentence; null if
 *     it is
 * @param loadedAt when the document of this source that is in force went into force; null if none
 *     is
 */
public record SourceStatus(
    RuleSource source,
    State state,
    @Nullable String version,
    List<Problem> problems,
    @Nullable String reason,
    @Nullable Instant loadedAt) {
  public SourceStatus {
    problems = List.copyOf(problems);
  }

  /** The state of a source. */
  public enum State {
    /** Its document is good, and in force unless there is a reason. */
    ACCEPTED,
    /** Its document is not; the last good one, if there was one, still is. */
    REJECTED,
    /** It has no document (yet, or any more); the last good one, if there was one, is in force. */
    MISSING;

    /** The spelling in JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether there is nothing new to say to people. */
  boolean saysTheSameAs(SourceStatus other) {
    return state == other.state
        && problems.equals(other.problems)
        && Objects.equals(reason, other.reason);
  }
}
