package io.rehost.rule.document;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code 500ms}, {@code 2s}, {@code 5m}: whole numbers over zero, up to a day. */
final class Durations {
  static final String FORM = "a duration over zero and up to 24 hours, such as 500ms, 2s or 5m";

  private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,8})(ms|s|m)");
  private static final Duration LONGEST = Duration.ofDays(1);

  private Durations() {}

  static @Nullable Duration read(Scalar scalar) {
    Matcher matcher = SYNTAX.matcher(scalar.text());
    if (!matcher.matches()) {
      return scalar.orReject(null, FORM);
    }
    long count = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          default -> Duration.ofMinutes(count);
        };
    boolean right = !duration.isZero() && duration.compareTo(LONGEST) <= 0;
    return scalar.orReject(right ? duration : null, FORM);
  }

  /** In the largest unit that divides it. */
  static String print(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }
}
