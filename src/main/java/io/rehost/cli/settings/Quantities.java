package io.rehost.cli.settings;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Forms of times and sizes. */
final class Quantities {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,10})(Ki|Mi|Gi)?");
  private static final String DURATION_FORM = "a duration such as 500ms, 2s or 5m";

  /** A duration that may be nothing at all: {@code 0s}. */
  static final Form<Duration> DELAY = new Form<>(DURATION_FORM, Quantities::duration);

  /** A duration above zero. */
  static final Form<Duration> TIMEOUT =
      new Form<>(
          DURATION_FORM + ", above zero",
          text -> duration(text).filter(duration -> !duration.isZero()));

  private Quantities() {}

  /**
   * Bytes, as {@code 32Ki}, {@code 1Mi} or a plain number; both bounds are included.
   *
   * @param bounds how they are written, such as {@code 1Ki to 1Mi}
   */
  static Form<Integer> size(int least, int most, String bounds) {
    return new Form<>(
        "a size such as 32Ki or 1Mi, from " + bounds,
        text -> size(text).filter(bytes -> inBounds(bytes, least, most)).map(BigInteger::intValue));
  }

  private static boolean inBounds(BigInteger bytes, int least, int most) {
    return bytes.compareTo(BigInteger.valueOf(least)) >= 0
        && bytes.compareTo(BigInteger.valueOf(most)) <= 0;
  }

  private static Optional<BigInteger> size(String text) {
    Matcher parts = SIZE.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int shift =
        switch (parts.group(2)) {
          case null -> 0;
          case "Ki" -> 10;
          case "Mi" -> 20;
          default -> 30;
        };
    return Optional.of(new BigInteger(parts.group(1)).shiftLeft(shift));
  }

  private static Optional<Duration> duration(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(parts.group(1));
    return Optional.of(
        switch (parts.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        });
  }
}
