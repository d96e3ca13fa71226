package io.rehost.rule;

import io.rehost.rule.Match.PathMatch;
import io.rehost.rule.Match.ValueMatch;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says which part of a rule a request fails, part by part and without the index: slow, plain, and
 * what the index is tested against.
 */
final class Mismatch {
  private static final int MOST_NAMED = 8;

  private Mismatch() {}

  /** The first part that fails as a sentence; null if the rule matches. */
  static @Nullable String of(Match match, RequestHead head) {
    return Stream.of(
            host(match, head.authority()),
            path(match, NormalPath.ofRequest(head.path())),
            method(match, head.method()),
            header(match, head),
            query(match, head.query()))
        .filter(sentence -> !sentence.isEmpty())
        .findFirst()
        .orElse(null);
  }

  private static String host(Match match, Authority authority) {
    if (match.hosts().isEmpty() || match.hosts().stream().anyMatch(it -> it.matches(authority))) {
      return "";
    }
    boolean portMatters = match.hosts().stream().anyMatch(it -> it.port() != Authority.NO_PORT);
    return "host: "
        + (portMatters ? authority.toString() : authority.host())
        + " is not "
        + oneOf(match.hosts().stream().map(Object::toString).toList());
  }

  private static String path(Match match, String path) {
    if (match.paths().isEmpty() || match.paths().stream().anyMatch(it -> matches(it, path))) {
      return "";
    }
    return "path: "
        + path
        + " is not "
        + oneOf(match.paths().stream().map(Mismatch::words).toList());
  }

  private static boolean matches(PathMatch match, String path) {
    return switch (match) {
      case PathMatch.Exact(String exact) -> path.equals(NormalPath.ofRule(exact));
      case PathMatch.Prefix(String prefix) -> PathSet.isBelow(path, PathSet.prefix(prefix));
      case PathMatch.Regex(var pattern) -> pattern.matcher(path).find();
    };
  }

  private static String words(PathMatch match) {
    return switch (match) {
      case PathMatch.Exact(String exact) -> "exact " + exact;
      case PathMatch.Prefix(String prefix) -> "prefix " + prefix;
      case PathMatch.Regex(var pattern) -> "regex " + pattern;
    };
  }

  private static String method(Match match, String method) {
    return match.methods().isEmpty() || match.methods().contains(method)
        ? ""
        : "method: " + method + " is not " + oneOf(match.methods().stream().sorted().toList());
  }

  private static String header(Match match, RequestHead head) {
    return match.headers().stream()
        .map(it -> value("header: ", it.name(), it.value(), head.fieldValues(it.name())))
        .filter(sentence -> !sentence.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String query(Match match, @Nullable String query) {
    return match.query().stream()
        .map(
            it -> value("query: ", it.name(), it.value(), QueryParameters.values(query, it.name())))
        .filter(sentence -> !sentence.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String value(String part, String name, ValueMatch match, List<String> values) {
    return switch (match) {
      case ValueMatch.Exact(String exact) ->
          compare(part + name, values, exact::equals, " is not ", '"' + exact + '"');
      case ValueMatch.Regex(var pattern) ->
          compare(
              part + name,
              values,
              it -> pattern.matcher(it).find(),
              " has no match of ",
              pattern.toString());
      case ValueMatch.Present(boolean present) ->
          present != values.isEmpty() ? "" : part + name + (present ? " is absent" : " is present");
    };
  }

  private static String compare(
      String subject, List<String> values, Predicate<String> test, String verb, String wanted) {
    if (values.isEmpty()) {
      return subject + " is absent, wanted is " + wanted;
    }
    if (values.stream().anyMatch(test)) {
      return "";
    }
    String found = values.stream().map(it -> '"' + it + '"').collect(Collectors.joining(", "));
    return subject + " " + found + verb + wanted;
  }

  /** {@code a}, {@code a or b}, {@code a, b or c}, and at most so many of them. */
  private static String oneOf(List<String> names) {
    if (names.size() > MOST_NAMED) {
      return String.join(", ", names.subList(0, MOST_NAMED))
          + " or one of "
          + (names.size() - MOST_NAMED)
          + " more";
    }
    String last = names.getLast();
    List<String> others = names.subList(0, names.size() - 1);
    return others.isEmpty() ? last : String.join(", ", others) + " or " + last;
  }
}
