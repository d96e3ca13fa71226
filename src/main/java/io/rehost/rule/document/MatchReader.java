package io.rehost.rule.document;

import com.google.re2j.Pattern;
import io.rehost.rule.HostPattern;
import io.rehost.rule.Match;
import io.rehost.rule.Match.FieldMatch;
import io.rehost.rule.Match.PathMatch;
import io.rehost.rule.Match.QueryMatch;
import io.rehost.rule.Match.ValueMatch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code match} part of a rule. A part that is given but empty is wrong: it would match every
 * request, when whoever emptied it may have meant none.
 */
final class MatchReader {
  private static final String PATH = "one of prefix, exact, regex";
  private static final String VALUE = "one of exact, regex, present";

  private final Regexes regexes;

  MatchReader(Regexes regexes) {
    this.regexes = regexes;
  }

  /** {@link Match#ANY} if it is left out. */
  Match read(Section rule) {
    Section match = rule.section("match", "a mapping, {} for every request");
    if (match == null) {
      return Match.ANY;
    }
    List<HostPattern> hosts = match.texts("hosts", HostForms.PATTERN, HostForms::pattern);
    match.rejectEmptyList("hosts", "at least one item: " + HostForms.PATTERN);
    List<PathMatch> paths = new ArrayList<>();
    for (Section section : sections(match, "paths", PATH)) {
      addIfRight(paths, path(section));
    }
    Set<String> methods = new LinkedHashSet<>(match.texts("methods", Forms.METHOD, Forms::method));
    match.rejectEmptyList("methods", "at least one item: " + Forms.METHOD);
    List<FieldMatch> headers = new ArrayList<>();
    for (Section section : sections(match, "headers", "name and " + VALUE)) {
      addIfRight(headers, header(section));
    }
    List<QueryMatch> query = new ArrayList<>();
    for (Section section : sections(match, "query", "name and " + VALUE)) {
      addIfRight(query, query(section));
    }
    match.rejectOtherKeys();
    return new Match(hosts, paths, methods, headers, query);
  }

  private static List<Section> sections(Section match, String key, String expected) {
    match.rejectEmptyList(key, "at least one item, or leave the key out");
    return match.sections(key, expected);
  }

  private static <T> void addIfRight(List<T> values, @Nullable T value) {
    if (value != null) {
      values.add(value);
    }
  }

  private @Nullable PathMatch path(Section section) {
    String prefix = section.text("prefix", Forms.PATH, Forms::path);
    String exact = section.text("exact", Forms.PATH, Forms::path);
    Pattern regex = section.text("regex", Regexes.REGEX, regexes::read);
    section.requireOneOf("prefix", "exact", "regex");
    section.rejectOtherKeys();
    if (prefix != null) {
      return new PathMatch.Prefix(prefix);
    }
    if (exact != null) {
      return new PathMatch.Exact(exact);
    }
    return regex == null ? null : new PathMatch.Regex(regex);
  }

  private @Nullable FieldMatch header(Section section) {
    String name = section.required("name", Forms.FIELD_NAME, Forms::fieldName);
    ValueMatch value = value(section);
    return name == null || value == null ? null : new FieldMatch(name, value);
  }

  private @Nullable QueryMatch query(Section section) {
    String name = section.required("name", Forms.PARAMETER, Forms::parameter);
    ValueMatch value = value(section);
    return name == null || value == null ? null : new QueryMatch(name, value);
  }

  private @Nullable ValueMatch value(Section section) {
    String exact = section.text("exact", Forms.ANY_TEXT, Scalar::text);
    Pattern regex = section.text("regex", Regexes.REGEX, regexes::read);
    Boolean present = section.flag("present");
    section.requireOneOf("exact", "regex", "present");
    section.rejectOtherKeys();
    if (exact != null) {
      return new ValueMatch.Exact(exact);
    }
    if (regex != null) {
      return new ValueMatch.Regex(regex);
    }
    return present == null ? null : new ValueMatch.Present(present);
  }
}
