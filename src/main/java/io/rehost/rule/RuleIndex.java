package io.rehost.rule;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first rule that matches without asking them all: by host name, by the suffixes of the
 * host name, then by path. Gives what asking them one after the other gives, for every request.
 * Immutable.
 */
final class RuleIndex {
  /** A rule is filed under every pair of its hosts and paths only up to so many of them. */
  private static final int MOST_PAIRS = 256;

  private final SpanTable<Candidates> names;

  /** Under each suffix, its own rules and those of the shorter suffixes that it ends with. */
  private final SpanTable<Candidates> suffixes;

  /** 31 to the power of every length of a suffix. */
  private final int[] powers;

  private final Candidates anyHost;
  private final boolean readsPath;

  /** An index of rules in the order in which they are tried. */
  RuleIndex(List<CompiledRule> rules) {
    Map<String, PathIndex.Builder> byName = new HashMap<>();
    Map<String, PathIndex.Builder> bySuffix = new HashMap<>();
    PathIndex.Builder byNone = new PathIndex.Builder();
    for (CompiledRule rule : rules) {
      List<HostPattern> hosts = rule.match().hosts();
      boolean byPath =
          hosts.size() <= 1 || (long) hosts.size() * rule.match().paths().size() <= MOST_PAIRS;
      for (HostPattern host : hosts) {
        PathIndex.Builder paths =
            switch (host) {
              case HostPattern.Exact exact -> at(byName, exact.host());
              case HostPattern.Wildcard wildcard -> at(bySuffix, wildcard.suffix());
            };
        paths.add(rule, host.port(), byPath);
      }
      if (hosts.isEmpty()) {
        byNone.add(rule, Authority.NO_PORT, true);
      }
    }
    names = new SpanTable<>(built(byName), String::hashCode);
    suffixes = new SpanTable<>(nested(built(bySuffix)), String::hashCode);
    powers = powers(suffixes.longestKey());
    anyHost = byNone.build();
    readsPath = rules.stream().anyMatch(rule -> !rule.match().paths().isEmpty());
  }

  /** The first rule that matches, or null. */
  @Nullable CompiledRule first(RequestHead head) {
    String path = readsPath ? NormalPath.ofRequest(head.path()) : "";
    String host = head.authority().host();
    Candidates ofName = names.get(host.hashCode(), host, 0, host.length());
    CompiledRule best = ofName == null ? null : ofName.earliest(null, path, head);
    best = firstBySuffix(best, host, path, head);
    return anyHost.earliest(best, path, head);
  }

  /** The longest suffix leads to all others. */
  private @Nullable CompiledRule firstBySuffix(
      @Nullable CompiledRule best, String host, String path, RequestHead head) {
    int longest = suffixes.longestKey();
    if (longest < 0) {
      return best;
    }
    int whole = host.hashCode();
    int length = host.length();
    int start = 0; // String.hashCode of the text up to from
    int from = 0;
    for (int dot = host.indexOf('.', 1); dot >= 0; dot = host.indexOf('.', from)) {
      start = SpanTable.hash(start, host, from, dot + 1);
      from = dot + 1;
      int rest = length - from;
      if (rest <= longest) {
        int hash = whole - start * powers[rest]; // String.hashCode of the rest
        Candidates ofSuffix = suffixes.get(hash, host, from, length);
        if (ofSuffix != null) {
          return ofSuffix.earliest(best, path, head);
        }
      }
    }
    return best;
  }

  private static int[] powers(int longest) {
    int[] powers = new int[longest + 1];
    for (int i = 0, power = 1; i < powers.length; i++, power *= 31) {
      powers[i] = power;
    }
    return powers;
  }

  /** Adds to every suffix what the longest other one in it leads to. */
  private static Map<String, Candidates> nested(Map<String, Candidates> own) {
    Map<String, Candidates> nested = HashMap.newHashMap(own.size());
    own.keySet().stream()
        .sorted(Comparator.comparingInt(String::length))
        .forEach(
            suffix -> {
              Candidates mine = requireNonNull(own.get(suffix));
              Candidates others = withinOf(suffix, nested);
              nested.put(suffix, others == null ? mine : mine.and(others));
            });
    return nested;
  }

  private static @Nullable Candidates withinOf(String suffix, Map<String, Candidates> shorter) {
    for (int dot = suffix.indexOf('.'); dot >= 0; dot = suffix.indexOf('.', dot + 1)) {
      Candidates found = shorter.get(suffix.substring(dot + 1));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static PathIndex.Builder at(Map<String, PathIndex.Builder> map, String key) {
    return map.computeIfAbsent(key, name -> new PathIndex.Builder());
  }

  private static Map<String, Candidates> built(Map<String, PathIndex.Builder> builders) {
    Map<String, Candidates> indexes = HashMap.newHashMap(builders.size());
    builders.forEach((key, builder) -> indexes.put(key, builder.build()));
    return indexes;
  }
}
