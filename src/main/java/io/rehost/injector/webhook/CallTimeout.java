package io.rehost.injector.webhook;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long the API server waits for an answer. It says so with every call, in the query: {@code
 * ?timeout=10s}, the {@code timeoutSeconds} of the webhook or what is left of the request that it
 * serves, as Go writes a duration. Pure.
 */
final class CallTimeout {
  /** What API servers wait for if nothing is said (admissionregistration.k8s.io/v1). */
  static final Duration DEFAULT = Duration.ofSeconds(10);

  /** {@code timeoutSeconds} has no larger value; whoever says more is no API server. */
  static final Duration MOST = Duration.ofSeconds(30);

  /** For the way there and back, so that the answer comes before the API server gives up. */
  static final Duration MARGIN = Duration.ofMillis(500);

  private static final String PARAMETER = "timeout=";
  private static final int LONGEST = 40;
  private static final String PART = "(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)";
  private static final Pattern PARTS = Pattern.compile(PART);
  private static final Pattern DURATION = Pattern.compile("\\+?(?:" + PART + ")+");

  private CallTimeout() {}

  /**
   * The time for an answer, from the head of the request on: what the query says, or {@link
   * #DEFAULT} if it says nothing, nonsense or nothing above zero; at most {@link #MOST}; less
   * {@link #MARGIN}, or less half of it if it is shorter than two of them.
   *
   * @param query as it was sent; null if there is none
   */
  static Duration of(@Nullable String query) {
    Duration waits = said(query);
    Duration half = waits.dividedBy(2);
    return waits.minus(half.compareTo(MARGIN) < 0 ? half : MARGIN);
  }

  private static Duration said(@Nullable String query) {
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        if (pair.startsWith(PARAMETER)) {
          return duration(pair.substring(PARAMETER.length()));
        }
      }
    }
    return DEFAULT;
  }

  private static Duration duration(String text) {
    if (text.length() > LONGEST || !DURATION.matcher(text).matches()) {
      return DEFAULT;
    }
    double seconds = 0;
    for (Matcher part = PARTS.matcher(text); part.find(); ) {
      seconds += Double.parseDouble(part.group(1)) * seconds(part.group(2));
    }
    double most = Math.min(seconds, (double) MOST.toSeconds());
    return most < 0.001 ? DEFAULT : Duration.ofMillis(Math.round(most * 1000));
  }

  private static double seconds(String unit) {
    return switch (unit) {
      case "h" -> 3600;
      case "m" -> 60;
      case "s" -> 1;
      case "ms" -> 1e-3;
      case "ns" -> 1e-9;
      default -> 1e-6; // the ways to write microseconds
    };
  }
}
