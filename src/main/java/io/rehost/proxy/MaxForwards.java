package io.rehost.proxy;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;

/**
 * How many more proxies may forward a TRACE or OPTIONS request (RFC 9110 7.6.2). It means nothing
 * with other methods, where it is relayed as it is. Pure.
 */
final class MaxForwards {
  /** The most that is understood: a higher number counts as this one, as RFC 9110 7.6.2 allows. */
  private static final long HIGHEST = 999_999_999;

  private MaxForwards() {}

  /** What a request may have done with it. */
  enum Verdict {
    /** It may be forwarded. */
    FORWARD,
    /** It has come as far as it may: this proxy is its final recipient. */
    ANSWER,
    /**
     * The number is none, or there are several. As it must be checked and updated before the
     * request is forwarded, and can't be, the request is malformed.
     */
    MALFORMED
  }

  /** Judges a request as it was received. */
  static Verdict judge(HttpRequest request) {
    if (!applies(request.method())) {
      return Verdict.FORWARD;
    }
    List<String> values = request.headers().getAll(FieldNames.MAX_FORWARDS);
    if (values.isEmpty()) {
      return Verdict.FORWARD;
    }
    if (values.size() > 1 || !isNumber(values.getFirst())) {
      return Verdict.MALFORMED;
    }
    return number(values.getFirst()) == 0 ? Verdict.ANSWER : Verdict.FORWARD;
  }

  /** Whether requests of that method are bounded. */
  static boolean applies(HttpMethod method) {
    return method.equals(HttpMethod.OPTIONS) || method.equals(HttpMethod.TRACE);
  }

  /** The value to send in place of a received one; the same if there is nothing to take off. */
  static String decremented(String value) {
    long number = isNumber(value) ? number(value) : 0;
    return number == 0 ? value : Long.toString(number - 1);
  }

  private static boolean isNumber(String value) {
    return !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static long number(String digits) {
    long number = 0;
    for (int i = 0; i < digits.length() && number < HIGHEST; i++) {
      number = number * 10 + (digits.charAt(i) - '0');
    }
    return Math.min(number, HIGHEST);
  }
}
