package io.rehost.rule;

import io.rehost.rule.Match.PathMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds rules that can never win because one earlier rule takes all of their requests. What several
 * earlier rules take together is not seen.
 *
 * <p>A rule that covers another covers the first of its hosts and the first of its paths. So rules
 * are filed under their hosts and paths, and a rule is compared only with those that are filed
 * under something that covers its first host and path; not with all, as there may be a hundred
 * thousand.
 */
final class Shadows {
  /**
   * Rules that only differ in fields are all filed under one key: not more than so many of them.
   */
  private static final int MOST_UNDER_ONE_KEY = 256;

  /** A rule with more pairs of hosts and paths is not filed, that is, shadows nothing. */
  private static final int MOST_KEYS = 4_096;

  /** Prefixes are looked up only that many segments deep. */
  private static final int DEEPEST = 64;

  private static final String ANY = "";

  private final Map<Key, List<RuleInForce>> filed = new HashMap<>();

  private Shadows() {}

  /** One warning for each rule that can never win, in order. */
  static List<Warning> of(List<RuleInForce> rules) {
    Shadows shadows = new Shadows();
    List<Warning> warnings = new ArrayList<>();
    for (RuleInForce rule : rules) {
      RuleInForce earlier = shadows.coveringRule(rule);
      if (earlier == null) {
        shadows.file(rule);
      } else {
        String path = "rules[" + rule.index() + "]";
        warnings.add(new Warning(path, rule.source(), rule.name(), earlier.name()));
      }
    }
    return warnings;
  }

  private @Nullable RuleInForce coveringRule(RuleInForce rule) {
    Match match = rule.rule().match();
    for (String host : hostsAround(match)) {
      for (String path : pathsAround(match)) {
        for (RuleInForce earlier : filed.getOrDefault(new Key(host, path), List.of())) {
          if (Covering.covers(earlier.rule().match(), match)) {
            return earlier;
          }
        }
      }
    }
    return null;
  }

  /** A rule that is itself shadowed need not be filed: what shadows it shadows what it would. */
  private void file(RuleInForce rule) {
    Match match = rule.rule().match();
    Set<String> hosts = keys(match.hosts().stream().map(Shadows::key).toList());
    Set<String> paths = keys(match.paths().stream().map(Shadows::key).toList());
    if ((long) hosts.size() * paths.size() > MOST_KEYS) {
      return;
    }
    for (String host : hosts) {
      for (String path : paths) {
        List<RuleInForce> rules =
            filed.computeIfAbsent(new Key(host, path), key -> new ArrayList<>(1));
        if (rules.size() < MOST_UNDER_ONE_KEY) {
          rules.add(rule);
        }
      }
    }
  }

  private static Set<String> keys(List<String> members) {
    return members.isEmpty() ? Set.of(ANY) : new LinkedHashSet<>(members);
  }

  /** Under what a rule may be filed that covers the first host. */
  private static List<String> hostsAround(Match match) {
    List<String> keys = new ArrayList<>(List.of(ANY));
    if (match.hosts().isEmpty()) {
      return keys;
    }
    HostPattern host = match.hosts().getFirst();
    keys.add(key(host));
    String name =
        switch (host) {
          case HostPattern.Exact exact -> exact.host();
          case HostPattern.Wildcard wildcard -> wildcard.suffix();
        };
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      keys.add("*." + name.substring(dot + 1));
    }
    return keys;
  }

  /**
   * Under what a rule may be filed that covers the first path; a regex that finds it is not seen.
   */
  private static List<String> pathsAround(Match match) {
    List<String> keys = new ArrayList<>(List.of(ANY));
    if (match.paths().isEmpty()) {
      return keys;
    }
    PathMatch path = match.paths().getFirst();
    keys.add(key(path));
    String text =
        switch (path) {
          case PathMatch.Exact(String exact) -> NormalPath.ofRule(exact);
          case PathMatch.Prefix(String prefix) -> PathSet.prefix(prefix);
          case PathMatch.Regex _ -> "";
        };
    int depth = 0;
    for (int at = text.indexOf('/'); at >= 0 && depth++ < DEEPEST; at = text.indexOf('/', at + 1)) {
      keys.add("prefix " + text.substring(0, at));
    }
    if (text.startsWith("/")) {
      keys.add("prefix " + text);
    }
    return keys;
  }

  private static String key(HostPattern host) {
    return switch (host) {
      case HostPattern.Exact exact -> exact.host();
      case HostPattern.Wildcard wildcard -> "*." + wildcard.suffix();
    };
  }

  private static String key(PathMatch path) {
    return switch (path) {
      case PathMatch.Exact(String text) -> "exact " + NormalPath.ofRule(text);
      case PathMatch.Prefix(String text) -> "prefix " + PathSet.prefix(text);
      case PathMatch.Regex(var pattern) -> "regex " + pattern;
    };
  }

  private record Key(String host, String path) {}
}
