package io.rehost.rule;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a query as forms write it ({@code application/x-www-form-urlencoded}, WHATWG URL 5.1):
 * parameters between {@code &}, a plus sign is a space, escapes are UTF-8, a parameter without
 * {@code =} has the empty value. What is no escape stands for itself, so no query is malformed.
 */
final class QueryParameters {
  private QueryParameters() {}

  /** Whether the value of a parameter of that name, both decoded, passes the test. */
  static boolean any(String query, String name, Predicate<String> test) {
    int at = 0;
    while (at <= query.length()) {
      int end = indexOrEnd(query, '&', at, query.length());
      int equals = indexOrEnd(query, '=', at, end);
      boolean parameter = end > at;
      if (parameter && isNamed(query, at, equals, name)) {
        String value = equals == end ? "" : decoded(query, equals + 1, end);
        if (test.test(value)) {
          return true;
        }
      }
      at = end + 1;
    }
    return false;
  }

  /** The decoded values of all parameters of that name, in order. */
  static List<String> values(@Nullable String query, String name) {
    List<String> values = new ArrayList<>();
    if (query != null) {
      any(
          query,
          name,
          value -> {
            values.add(value);
            return false;
          });
    }
    return values;
  }

  private static boolean isNamed(String query, int from, int to, String name) {
    if (isPlain(query, from, to)) {
      return to - from == name.length() && query.startsWith(name, from);
    }
    return decoded(query, from, to).equals(name);
  }

  private static boolean isPlain(String query, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = query.charAt(i);
      if (c == '%' || c == '+' || c >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String decoded(String query, int from, int to) {
    if (isPlain(query, from, to)) {
      return query.substring(from, to);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
    for (int i = from; i < to; i++) {
      char c = query.charAt(i);
      if (c == '%' && i + 2 < to) {
        int high = Character.digit(query.charAt(i + 1), 16);
        int low = Character.digit(query.charAt(i + 2), 16);
        if (high >= 0 && low >= 0) {
          bytes.write(high << 4 | low);
          i += 2;
          continue;
        }
      }
      if (c < 0x100) {
        bytes.write(c == '+' ? ' ' : c); // a char of a received query is one byte
      } else {
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int indexOrEnd(String text, char c, int from, int end) {
    int index = text.indexOf(c, from);
    return index < 0 || index > end ? end : index;
  }
}
