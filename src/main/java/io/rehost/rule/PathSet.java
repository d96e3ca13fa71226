package io.rehost.rule;

import com.google.re2j.Pattern;
import io.rehost.rule.Match.PathMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The paths of one rule, compiled; literal ones cost the same however many there are. */
final class PathSet {
  private static final PathTable.Fold<Boolean, Boolean, String> ANY =
      (found, value, path, context) -> value;

  private final PathTable<Boolean> literals;
  private final List<Pattern> patterns;

  PathSet(List<PathMatch> paths) {
    Map<String, Boolean> exact = new HashMap<>();
    Map<String, Boolean> prefixes = new HashMap<>();
    List<Pattern> regexes = new ArrayList<>();
    for (PathMatch path : paths) {
      switch (path) {
        case PathMatch.Exact(String text) -> exact.put(NormalPath.ofRule(text), true);
        case PathMatch.Prefix(String text) -> prefixes.put(prefix(text), true);
        case PathMatch.Regex(Pattern pattern) -> regexes.add(pattern);
      }
    }
    literals = new PathTable<>(exact, prefixes);
    patterns = List.copyOf(regexes);
  }

  /** Whether a normalised path is one of these. */
  boolean matches(String path) {
    if (literals.fold(path, path, null, ANY) != null) {
      return true;
    }
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).matcher(path).find()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The normalised prefix without its closing slash: {@code /img/} is {@code /img}, as in the path
   * prefixes of Kubernetes, and {@code /} is everything that starts with a slash.
   */
  static String prefix(String path) {
    String normal = NormalPath.ofRule(path);
    return normal.endsWith("/") ? normal.substring(0, normal.length() - 1) : normal;
  }

  /** Whether a normalised path lies below a prefix without its closing slash, or is it. */
  static boolean isBelow(String path, String prefix) {
    return path.startsWith("/")
        && path.startsWith(prefix)
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }
}
