package io.rehost.rule;

import static java.util.Objects.requireNonNull;

import io.rehost.rule.Match.PathMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules that one host leads to, by the literal paths that they name. Immutable. */
final class PathIndex implements Candidates {
  private static final PathTable.Fold<CompiledRule, Entry, RequestHead> EARLIEST =
      (best, first, path, head) -> first.earliest(best, path, head);

  private final PathTable<Entry> literals;
  private final @Nullable Entry rest;

  private PathIndex(PathTable<Entry> literals, @Nullable Entry rest) {
    this.literals = literals;
    this.rest = rest;
  }

  @Override
  public @Nullable CompiledRule earliest(
      @Nullable CompiledRule best, String path, RequestHead head) {
    CompiledRule earliest = literals.fold(path, head, best, EARLIEST);
    return rest == null ? earliest : rest.earliest(earliest, path, head);
  }

  /**
   * A rule under one of its hosts, and the chain of entries that begins with it: they stand in the
   * order of their rules, so the first that matches is the earliest.
   *
   * @param port to compare, or {@link Authority#NO_PORT}
   * @param pathKnown whether finding the entry proves that the path matches
   * @param restKnown whether the rule asks for nothing but host and path
   * @param next the entry of the next rule in the same place; most places have but one
   */
  private record Entry(
      CompiledRule rule, int port, boolean pathKnown, boolean restKnown, @Nullable Entry next)
      implements Candidates {

    static Entry of(CompiledRule rule, int port, boolean pathKnown) {
      return new Entry(rule, port, pathKnown, rule.isUnconditional(), null);
    }

    Entry before(@Nullable Entry later) {
      return new Entry(rule, port, pathKnown, restKnown, later);
    }

    @Override
    public @Nullable CompiledRule earliest(
        @Nullable CompiledRule best, String path, RequestHead head) {
      for (Entry entry = this; entry != null; entry = entry.next) {
        if (best != null && best.ordinal() <= entry.rule.ordinal()) {
          return best;
        }
        if (entry.matches(path, head)) {
          return entry.rule;
        }
      }
      return best;
    }

    private boolean matches(String path, RequestHead head) {
      return (port == Authority.NO_PORT || port == head.authority().port())
          && (pathKnown || rule.matchesPath(path))
          && (restKnown || rule.matchesRest(head));
    }
  }

  /** Takes rules in their order. */
  static final class Builder {
    private final Map<String, List<Entry>> exact = new HashMap<>();
    private final Map<String, List<Entry>> prefixes = new HashMap<>();
    private final List<Entry> rest = new ArrayList<>();

    /**
     * Files a rule.
     *
     * @param byPath whether under each of its literal paths, else under none
     */
    void add(CompiledRule rule, int port, boolean byPath) {
      List<PathMatch> paths = rule.match().paths();
      if (paths.isEmpty()) {
        rest.add(Entry.of(rule, port, true));
        return;
      }
      boolean others = !byPath;
      if (byPath) {
        for (PathMatch path : paths) {
          switch (path) {
            case PathMatch.Exact(String text) ->
                file(exact, NormalPath.ofRule(text), Entry.of(rule, port, true));
            case PathMatch.Prefix(String text) ->
                file(prefixes, PathSet.prefix(text), Entry.of(rule, port, true));
            case PathMatch.Regex _ -> others = true;
          }
        }
      }
      if (others) {
        rest.add(Entry.of(rule, port, false));
      }
    }

    Candidates build() {
      Entry others = chain(rest);
      if (!exact.isEmpty() || !prefixes.isEmpty()) {
        return new PathIndex(new PathTable<>(chains(exact), chains(prefixes)), others);
      }
      return others == null ? Candidates.NONE : others;
    }

    private static void file(Map<String, List<Entry>> under, String path, Entry entry) {
      under.computeIfAbsent(path, key -> new ArrayList<>(1)).add(entry);
    }

    private static Map<String, Entry> chains(Map<String, List<Entry>> lists) {
      Map<String, Entry> chains = HashMap.newHashMap(lists.size());
      lists.forEach((path, entries) -> chains.put(path, requireNonNull(chain(entries))));
      return chains;
    }

    private static @Nullable Entry chain(List<Entry> entries) {
      Entry first = null;
      for (Entry entry : entries.reversed()) {
        first = entry.before(first);
      }
      return first;
    }
  }
}
