package io.rehost.rule;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Set;

/**
 * What a request must be like for a rule to win: all parts that are given must match, and a part
 * matches if any of its members does (of headers and query, all members must). An empty part is one
 * that is not given.
 */
public record Match(
    List<HostPattern> hosts,
    List<PathMatch> paths,
    Set<String> methods,
    List<FieldMatch> headers,
    List<QueryMatch> query) {
  /** Every request. */
  public static final Match ANY = new Match(List.of(), List.of(), Set.of(), List.of(), List.of());

  public Match {
    hosts = List.copyOf(hosts);
    paths = List.copyOf(paths);
    methods = Set.copyOf(methods);
    headers = List.copyOf(headers);
    query = List.copyOf(query);
  }

  /** A condition on the normalised path. */
  public sealed interface PathMatch {
    /** The path and everything below it; ends at a segment border. */
    record Prefix(String path) implements PathMatch {}

    /** This path only. */
    record Exact(String path) implements PathMatch {}

    /** The pattern is found anywhere in the path. */
    record Regex(Pattern pattern) implements PathMatch {}
  }

  /** A condition on text that may be there once, several times or not at all. */
  public sealed interface ValueMatch {
    /** One of the values is this one. */
    record Exact(String value) implements ValueMatch {}

    /** The pattern is found in one of the values. */
    record Regex(Pattern pattern) implements ValueMatch {}

    /** There is a value, even an empty one, or there is none. */
    record Present(boolean present) implements ValueMatch {}
  }

  /** A condition on the fields of one name, compared without regard to case. */
  public record FieldMatch(String name, ValueMatch value) {}

  /** A condition on the query parameters of one name, compared decoded. */
  public record QueryMatch(String name, ValueMatch value) {}
}
