package io.rehost.rule;

import static java.util.Objects.requireNonNull;

import io.rehost.rule.Match.PathMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules that one host leads to, by the literal paths that they name. Immutable. */
final class PathIndex {
  private static final PathTable.Fold<CompiledRule, Entry, RequestHead> EARLIEST =
      (best, first, path, head) -> earliest(best, first, path, head);

  /** Null if no rule here names a literal path, as with most hosts. */
  private final @Nullable PathTable<Entry> literals;

  private final @Nullable Entry rest;

  private PathIndex(@Nullable PathTable<Entry> literals, @Nullable Entry rest) {
    this.literals = literals;
    this.rest = rest;
  }

  /** The earliest of {@code best} and the rules here that match. */
  @Nullable CompiledRule earliest(@Nullable CompiledRule best, String path, RequestHead head) {
    CompiledRule earliest = literals == null ? best : literals.fold(path, head, best, EARLIEST);
    return earliest(earliest, rest, path, head);
  }

  /** Entries stand in the order of their rules, so the first that matches is the earliest. */
  private static @Nullable CompiledRule earliest(
      @Nullable CompiledRule best, @Nullable Entry first, String path, RequestHead head) {
    for (Entry entry = first; entry != null; entry = entry.next) {
      if (best != null && best.ordinal() <= entry.rule.ordinal()) {
        return best;
      }
      if (entry.matches(path, head)) {
        return entry.rule;
      }
    }
    return best;
  }

  /**
   * A rule under one of its hosts.
   *
   * @param port to compare, or {@link Authority#NO_PORT}
   * @param pathKnown whether finding the entry proves that the path matches
   * @param next the entry of the next rule in the same place; most places have but one
   */
  private record Entry(CompiledRule rule, int port, boolean pathKnown, @Nullable Entry next) {
    Entry before(@Nullable Entry later) {
      return new Entry(rule, port, pathKnown, later);
    }

    boolean matches(String path, RequestHead head) {
      return (port == Authority.NO_PORT || port == head.authority().port())
          && (pathKnown || rule.matchesPath(path))
          && rule.matchesRest(head);
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
        rest.add(new Entry(rule, port, true, null));
        return;
      }
      boolean others = !byPath;
      if (byPath) {
        for (PathMatch path : paths) {
          switch (path) {
            case PathMatch.Exact(String text) ->
                file(exact, NormalPath.ofRule(text), new Entry(rule, port, true, null));
            case PathMatch.Prefix(String text) ->
                file(prefixes, PathSet.prefix(text), new Entry(rule, port, true, null));
            case PathMatch.Regex _ -> others = true;
          }
        }
      }
      if (others) {
        rest.add(new Entry(rule, port, false, null));
      }
    }

    PathIndex build() {
      boolean none = exact.isEmpty() && prefixes.isEmpty();
      return new PathIndex(
          none ? null : new PathTable<>(chains(exact), chains(prefixes)), chain(rest));
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
