package io.rehost.rule;

import io.rehost.rule.Match.FieldMatch;
import io.rehost.rule.Match.PathMatch;
import io.rehost.rule.Match.QueryMatch;
import io.rehost.rule.Match.ValueMatch;
import java.util.Collection;
import java.util.function.BiPredicate;

/**
 * Whether one match takes all requests of another. Sound, not complete: {@code true} is certain,
 * {@code false} may be a containment that names, suffixes, prefixes, sets and equal patterns do not
 * show.
 */
final class Covering {
  private Covering() {}

  static boolean covers(Match wide, Match narrow) {
    return coversAlternatives(wide.hosts(), narrow.hosts(), HostPattern::covers)
        && coversAlternatives(wide.paths(), narrow.paths(), Covering::covers)
        && coversAlternatives(wide.methods(), narrow.methods(), String::equals)
        && wide.headers().stream()
            .allMatch(it -> narrow.headers().stream().anyMatch(other -> follows(it, other)))
        && wide.query().stream()
            .allMatch(it -> narrow.query().stream().anyMatch(other -> follows(it, other)));
  }

  /** Of parts whose members are alternatives; an empty part is every request. */
  private static <T> boolean coversAlternatives(
      Collection<T> wide, Collection<T> narrow, BiPredicate<T, T> covers) {
    if (wide.isEmpty()) {
      return true;
    }
    return !narrow.isEmpty()
        && narrow.stream().allMatch(it -> wide.stream().anyMatch(other -> covers.test(other, it)));
  }

  private static boolean covers(PathMatch wide, PathMatch narrow) {
    return switch (wide) {
      case PathMatch.Prefix(String text) -> {
        String prefix = PathSet.prefix(text);
        yield switch (narrow) {
          case PathMatch.Prefix(String other) -> isBelow(PathSet.prefix(other), prefix);
          case PathMatch.Exact(String other) -> PathSet.isBelow(NormalPath.ofRule(other), prefix);
          case PathMatch.Regex _ -> false;
        };
      }
      case PathMatch.Exact(String text) ->
          narrow instanceof PathMatch.Exact(String other)
              && NormalPath.ofRule(text).equals(NormalPath.ofRule(other));
      case PathMatch.Regex(var pattern) ->
          switch (narrow) {
            case PathMatch.Regex(var other) -> pattern.equals(other);
            case PathMatch.Exact(String other) -> pattern.matcher(NormalPath.ofRule(other)).find();
            case PathMatch.Prefix _ -> false;
          };
    };
  }

  /** Of prefixes without their closing slash. */
  private static boolean isBelow(String narrow, String wide) {
    return narrow.equals(wide) || narrow.startsWith(wide + "/");
  }

  private static boolean follows(FieldMatch wanted, FieldMatch given) {
    return wanted.name().equalsIgnoreCase(given.name()) && follows(wanted.value(), given.value());
  }

  private static boolean follows(QueryMatch wanted, QueryMatch given) {
    return wanted.name().equals(given.name()) && follows(wanted.value(), given.value());
  }

  /** Whether values that meet what is given meet what is wanted. */
  private static boolean follows(ValueMatch wanted, ValueMatch given) {
    return switch (wanted) {
      case ValueMatch.Present(boolean present) ->
          present
              ? !given.equals(new ValueMatch.Present(false))
              : given.equals(new ValueMatch.Present(false));
      case ValueMatch.Exact _ -> wanted.equals(given);
      case ValueMatch.Regex(var pattern) ->
          switch (given) {
            case ValueMatch.Exact(String value) -> pattern.matcher(value).find();
            case ValueMatch.Regex(var other) -> pattern.equals(other);
            case ValueMatch.Present _ -> false;
          };
    };
  }
}
