package io.rehost.rule;

import java.util.Locale;

/** What happens to a request that no rule matches. */
public enum Unmatched {
  /** It is forwarded to the default upstream with the client's own Host. */
  PASS,
  /** It is answered 421 (RFC 9110 15.5.20). */
  REJECT;

  /** The spelling in rules documents and settings. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
