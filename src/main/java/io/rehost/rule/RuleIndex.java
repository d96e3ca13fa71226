package io.rehost.rule;

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
  private final SpanTable<Candidates> suffixes;
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
    suffixes = new SpanTable<>(built(bySuffix), RuleIndex::backwardHash);
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

  private @Nullable CompiledRule firstBySuffix(
      @Nullable CompiledRule start, String host, String path, RequestHead head) {
    CompiledRule best = start;
    int hash = 0;
    int length = host.length();
    int stop = Math.max(1, length - 1 - suffixes.longestKey());
    for (int i = length - 1; i >= stop; i--) {
      char c = host.charAt(i);
      Candidates ofSuffix = c == '.' ? suffixes.get(hash, host, i + 1, length) : null;
      best = ofSuffix == null ? best : ofSuffix.earliest(best, path, head);
      hash = 31 * hash + c;
    }
    return best;
  }

  /** The hash that {@link #firstBySuffix} has rolled up when it meets the dot before a suffix. */
  private static int backwardHash(String suffix) {
    int hash = 0;
    for (int i = suffix.length() - 1; i >= 0; i--) {
      hash = 31 * hash + suffix.charAt(i);
    }
    return hash;
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
