package io.rehost.observe;

import io.rehost.proxy.ClientHead;
import io.rehost.proxy.ExchangeView;
import io.rehost.rule.Decision;
import io.rehost.rule.Rule;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which exchanges a listener of the tap wants. All given parts must match.
 *
 * @param rule the name of the rule that decided, {@value #UNMATCHED} for requests that none took;
 *     null for any
 * @param lowest least status, 0 for clients that got none
 * @param highest greatest status
 * @param host part of the client's host or of the sent one, whatever its case; null for any
 */
public record TapFilter(@Nullable String rule, int lowest, int highest, @Nullable String host) {
  /** Every exchange. */
  public static final TapFilter ANY = new TapFilter(null, 0, Integer.MAX_VALUE, null);

  /** What no rule's name looks like. */
  public static final String UNMATCHED = RuleCounters.UNMATCHED;

  /** What {@link #withStatus} accepts, in words. */
  public static final String STATUS_EXPECTED = "a status such as 502, a class such as 5xx, or none";

  private static final Pattern STATUS = Pattern.compile("[1-9][0-9]{2}|[1-5]xx|none");
  private static final int CLASS = 100;

  /** This filter for one rule. */
  public TapFilter withRule(String name) {
    return new TapFilter(name, lowest, highest, host);
  }

  /** This filter for hosts that contain {@code part}. */
  public TapFilter withHost(String part) {
    return new TapFilter(rule, lowest, highest, part);
  }

  /** This filter for one status or class; null if the text is neither. */
  public @Nullable TapFilter withStatus(String text) {
    if (!STATUS.matcher(text).matches()) {
      return null;
    }
    if (text.equals("none")) {
      return new TapFilter(rule, 0, 0, host);
    }
    if (!text.endsWith("xx")) {
      int status = Integer.parseInt(text);
      return new TapFilter(rule, status, status, host);
    }
    int digit = text.charAt(0) - '0';
    int end = digit == 5 ? Integer.MAX_VALUE : (digit + 1) * CLASS - 1; // as in StatusClass
    return new TapFilter(rule, digit * CLASS, end, host);
  }

  boolean matches(ExchangeView exchange) {
    int status = exchange.status();
    return status >= lowest
        && status <= highest
        && (rule == null || rule.equals(rule(exchange.decision())))
        && (host == null || contains(host(exchange)) || contains(exchange.sentHost()));
  }

  private static @Nullable String rule(@Nullable Decision decision) {
    if (decision == null) {
      return null;
    }
    Rule decided = decision.rule();
    return decided == null ? UNMATCHED : decided.name();
  }

  private static @Nullable String host(ExchangeView exchange) {
    ClientHead head = exchange.clientHead();
    return head == null ? null : head.host();
  }

  private boolean contains(@Nullable String text) {
    if (text == null || host == null) {
      return false;
    }
    for (int i = 0; i + host.length() <= text.length(); i++) {
      if (text.regionMatches(true, i, host, 0, host.length())) {
        return true;
      }
    }
    return false;
  }
}
