package io.rehost.rule;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a field or a query parameter, compiled: whether there is a value that passes the
 * test must be as wanted.
 */
record Condition(String name, Predicate<String> test, boolean wanted) {

  static Condition of(String name, Match.ValueMatch value) {
    return switch (value) {
      case Match.ValueMatch.Exact(String text) -> new Condition(name, text::equals, true);
      case Match.ValueMatch.Regex(var pattern) ->
          new Condition(name, text -> pattern.matcher(text).find(), true);
      case Match.ValueMatch.Present(boolean present) -> new Condition(name, text -> true, present);
    };
  }

  boolean holdsForField(RequestHead head) {
    List<String> values = head.fieldValues(name);
    for (int i = 0; i < values.size(); i++) {
      if (test.test(values.get(i))) {
        return wanted;
      }
    }
    return !wanted;
  }

  boolean holdsForParameter(@Nullable String query) {
    return wanted == (query != null && QueryParameters.any(query, name, test));
  }
}
