package io.rehost.console;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The parameters of a request's query, and all that is wrong with them. */
final class Parameters {
  private final MultiMap values;
  private final List<String> problems = new ArrayList<>();

  private Parameters(MultiMap values) {
    this.values = values;
  }

  /**
   * Reads the query.
   *
   * @param known which parameters there may be
   */
  static Parameters of(HttpServerRequest request, String... known) {
    Parameters parameters;
    try {
      parameters = new Parameters(request.params());
    } catch (IllegalArgumentException malformed) {
      parameters = new Parameters(MultiMap.caseInsensitiveMultiMap());
      parameters.reject("query", String.valueOf(request.query()), "percent-encoded UTF-8");
    }
    List<String> names = List.of(known);
    for (String name : parameters.values.names()) {
      if (!names.contains(name)) {
        String expected = names.isEmpty() ? "no parameters" : String.join(", ", names);
        parameters.problems.add("parameter: \"" + name + "\" (expected: " + expected + ")");
      }
    }
    return parameters;
  }

  /** Each value that was given. */
  List<String> all(String name) {
    return values.getAll(name);
  }

  /** The value; null if there is none, or an empty one, as forms send it. */
  @Nullable String optional(String name) {
    List<String> given = values.getAll(name);
    if (given.size() > 1) {
      problems.add(name + ": " + given.size() + " values (expected: one)");
    }
    return given.isEmpty() || given.getFirst().isEmpty() ? null : given.getFirst();
  }

  /** The value; empty, and a problem, if there is none. */
  String required(String name, String expected) {
    String value = optional(name);
    if (value == null) {
      problems.add(name + ": missing (expected: " + expected + ")");
      return "";
    }
    return value;
  }

  /** A whole number from 1 to {@code most}; empty if none was given. */
  OptionalInt number(String name, int most) {
    String text = optional(name);
    if (text == null) {
      return OptionalInt.empty();
    }
    if (text.matches("[1-9][0-9]{0,8}") && Integer.parseInt(text) <= most) {
      return OptionalInt.of(Integer.parseInt(text));
    }
    reject(name, text, "a whole number from 1 to " + most);
    return OptionalInt.empty();
  }

  void reject(String name, String value, String expected) {
    problems.add(name + ": \"" + value + "\" (expected: " + expected + ")");
  }

  /** One line each; empty if all is well. */
  List<String> problems() {
    return List.copyOf(problems);
  }
}
