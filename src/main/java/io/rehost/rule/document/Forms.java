package io.rehost.rule.document;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The accepted forms of single texts that are not hosts. */
final class Forms {
  static final String RULE_NAME = "1 to 63 of a-z, 0-9 and -";
  static final String METHOD = "a method, such as GET";
  static final String FIELD_NAME = "a field name, such as x-env";
  static final String FIELD_VALUE =
      "visible ASCII characters, with spaces or tabs only between them";
  static final String PATH = "a path that starts with /, without query and fragment";
  static final String PARAMETER = "the name of a query parameter";
  static final String ANY_TEXT = "text";

  private Forms() {}

  static @Nullable String ruleName(Scalar scalar) {
    boolean right = scalar.text().matches("[a-z0-9-]{1,63}");
    return scalar.orReject(right ? scalar.text() : null, RULE_NAME);
  }

  /** RFC 9110 9.1: a token, compared with regard to case. */
  static @Nullable String method(Scalar scalar) {
    String method = scalar.text();
    if (!isToken(method)) {
      return scalar.orReject(null, METHOD);
    }
    String upper = method.toUpperCase(Locale.ROOT);
    return scalar.orReject(
        method.equals(upper) ? method : null, "upper case, as methods differ by case: " + upper);
  }

  /** RFC 9110 5.1. */
  static @Nullable String fieldName(Scalar scalar) {
    return scalar.orReject(isToken(scalar.text()) ? scalar.text() : null, FIELD_NAME);
  }

  /**
   * RFC 9110 5.5 without obs-text: what is written must be what is sent, so there is no white space
   * at the ends, which recipients drop, and nothing whose encoding is anybody's guess.
   */
  static @Nullable String fieldValue(Scalar scalar) {
    boolean right = scalar.text().matches("|[!-~]|[!-~][\t -~]*[!-~]");
    return scalar.orReject(right ? scalar.text() : null, FIELD_VALUE);
  }

  static @Nullable String path(Scalar scalar) {
    boolean right = scalar.text().matches("/[^?#\\p{Cntrl} ]*");
    return scalar.orReject(right ? scalar.text() : null, PATH);
  }

  static @Nullable String parameter(Scalar scalar) {
    return scalar.orReject(scalar.text().isEmpty() ? null : scalar.text(), PARAMETER);
  }

  /** The constant whose lower case name is written. */
  static <E extends Enum<E>> Scalar.Form<E> oneOf(Class<E> type) {
    return scalar -> {
      for (E constant : type.getEnumConstants()) {
        if (constant.name().toLowerCase(Locale.ROOT).equals(scalar.text())) {
          return constant;
        }
      }
      return scalar.orReject(null, names(type));
    };
  }

  /** {@code auto, http1, h2 or h2c}. */
  static <E extends Enum<E>> String names(Class<E> type) {
    String names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    int last = names.lastIndexOf(", ");
    return last < 0 ? names : names.substring(0, last) + " or " + names.substring(last + 2);
  }

  /** RFC 9110 5.6.2. */
  static boolean isToken(String text) {
    return text.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  }
}
