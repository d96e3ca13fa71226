package io.rehost.rule;

import io.rehost.rule.RuleSet.Compilation.Compiled;
import io.rehost.rule.RuleSet.Part;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rules in force, and the last good document and the status of each source. Fallback sources
 * serve as long as no other has ever had a good document, and are left out from then on.
 *
 * <p>Every report of a source rebuilds the whole set and, if it differs, replaces it with one
 * write. Sources report from any thread, one report at a time takes effect; readers never wait.
 */
public final class ActiveRules {
  private final Defaults defaults;
  private final InstantSource clock;
  private final Map<String, ReportedSource> sources = new LinkedHashMap<>();
  private final List<Consumer<RuleChange>> listeners = new CopyOnWriteArrayList<>();
  private volatile State state;

  /**
   * Rules of these sources, none of which has reported yet.
   *
   * @param sources in order of precedence, their names unique
   */
  public ActiveRules(List<RuleSource> sources, Defaults defaults) {
    this(sources, defaults, InstantSource.system());
  }

  ActiveRules(List<RuleSource> sources, Defaults defaults, InstantSource clock) {
    this.defaults = defaults;
    this.clock = clock;
    for (RuleSource source : sources) {
      if (this.sources.put(source.name(), new ReportedSource(source)) != null) {
        throw new IllegalArgumentException(source.name() + " (expected: a name of its own)");
      }
    }
    state = new State(null, null, List.of(), List.of(), statuses(), 0, 0);
  }

  /** The set in force; null until there has been a good one. One volatile read. */
  public @Nullable RuleSet current() {
    return state.rules;
  }

  /** Set, times and statuses that belong together. */
  public State state() {
    return state;
  }

  /** The status of each source, in order of precedence. */
  public List<SourceStatus> status() {
    return state.sources;
  }

  /**
   * How often a source has come to differ from what is in force of it: its document was rejected,
   * which counts once for one document, or is gone though it had been in force.
   */
  public long rejections() {
    return state.rejections;
  }

  /**
   * Has every later change told to the listener, on the thread that reported it, one at a time and
   * in order. The listener must neither block nor report.
   */
  public void addListener(Consumer<RuleChange> listener) {
    listeners.add(listener);
  }

  /**
   * Reports that a source has a well-formed document. Whether it goes into force depends on the
   * others.
   *
   * @param source the name of one of the sources
   * @param bytes the text of the document, copied
   * @param version the resourceVersion or the like; null if there is none
   * @throws IllegalArgumentException if there is no such source
   */
  public RuleChange accept(
      String source, RulesDocument document, byte[] bytes, @Nullable String version) {
    Part part = new Part(source, document, bytes);
    return update(source, reported -> reported.hasDocument(part, version));
  }

  /** Reports that a source has a document that is no rules document, and why. */
  public RuleChange reject(String source, List<Problem> problems, @Nullable String version) {
    return update(source, reported -> reported.hasProblems(problems, version));
  }

  /**
   * Reports that a source has no document, or none that can be read.
   *
   * @param reason a sentence for people
   */
  public RuleChange missing(String source, String reason) {
    return update(source, reported -> reported.hasNothing(reason));
  }

  private synchronized RuleChange update(String name, Consumer<ReportedSource> report) {
    ReportedSource source = sources.get(name);
    if (source == null) {
      throw new IllegalArgumentException(name + " (expected: one of " + sources.keySet() + ")");
    }
    report.accept(source);
    State before = state;
    Join join = join(clock.instant());
    List<SourceStatus> statuses = statuses();
    List<SourceStatus> news = news(before.sources, statuses);
    long rejections = before.rejections + rejected(news);
    boolean replaces = !join.chosen().isEmpty() && !join.chosen().equals(before.parts);
    if (!replaces) {
      state = before.with(statuses, rejections);
      return news.isEmpty() ? new RuleChange.None() : tell(new RuleChange.Kept(before.rules, news));
    }
    Compiled compiled = join.compiled();
    state =
        new State(
            compiled.rules(),
            clock.instant(),
            compiled.warnings(),
            join.chosen(),
            statuses,
            rejections,
            before.reports + 1);
    return tell(new RuleChange.Replaced(compiled.rules(), news, compiled.warnings()));
  }

  /** Joins the sources that count, and tells all of them what became of theirs. */
  private Join join(Instant now) {
    Join first = join(false);
    boolean isEnough = !first.chosen().isEmpty();
    Join join = isEnough ? first : join(true);
    for (ReportedSource source : sources.values()) {
      if (!source.isFallback()) {
        source.joined(first, now);
      } else if (isEnough) {
        source.notNeeded();
      } else {
        source.joined(join, now);
      }
    }
    return join;
  }

  private Join join(boolean fallback) {
    return Join.of(
        sources.values().stream()
            .filter(source -> source.isFallback() == fallback)
            .map(ReportedSource::offer)
            .toList(),
        defaults);
  }

  private RuleChange tell(RuleChange change) {
    listeners.forEach(listener -> listener.accept(change));
    return change;
  }

  private List<SourceStatus> statuses() {
    return sources.values().stream().map(ReportedSource::status).toList();
  }

  private static List<SourceStatus> news(List<SourceStatus> before, List<SourceStatus> after) {
    List<SourceStatus> news = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      if (!after.get(i).saysTheSameAs(before.get(i))) {
        news.add(after.get(i));
      }
    }
    return news;
  }

  private static long rejected(List<SourceStatus> news) {
    return news.stream().filter(ActiveRules::leavesLastGood).count();
  }

  private static boolean leavesLastGood(SourceStatus status) {
    return switch (status.state()) {
      case ACCEPTED -> false;
      case REJECTED -> true;
      case MISSING -> status.loadedAt() != null;
    };
  }

  /** A consistent view. */
  public static final class State {
    private final @Nullable RuleSet rules;
    private final @Nullable Instant loadedAt;
    private final List<Warning> warnings;
    private final List<Part> parts;
    private final List<SourceStatus> sources;
    private final long rejections;
    private final long reports;

    private State(
        @Nullable RuleSet rules,
        @Nullable Instant loadedAt,
        List<Warning> warnings,
        List<Part> parts,
        List<SourceStatus> sources,
        long rejections,
        long reports) {
      this.rules = rules;
      this.loadedAt = loadedAt;
      this.warnings = warnings;
      this.parts = List.copyOf(parts);
      this.sources = sources;
      this.rejections = rejections;
      this.reports = reports;
    }

    /** The same rules in force, after one more report. */
    private State with(List<SourceStatus> newSources, long newRejections) {
      return new State(rules, loadedAt, warnings, parts, newSources, newRejections, reports + 1);
    }

    /** The set in force; null until there has been a good one. */
    public @Nullable RuleSet rules() {
      return rules;
    }

    /** What is worth knowing about the set in force; empty if there is none. */
    public List<Warning> warnings() {
      return warnings;
    }

    /** When it went into force; null until there has been one. */
    public @Nullable Instant loadedAt() {
      return loadedAt;
    }

    /** The status of each source, in order of precedence. */
    public List<SourceStatus> sources() {
      return sources;
    }

    /** How many reports of sources have led to it: it is as it was as long as there are no more. */
    public long reports() {
      return reports;
    }
  }
}
