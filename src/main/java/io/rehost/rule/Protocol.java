package io.rehost.rule;

import java.util.Locale;

/** Which HTTP to speak to an origin. */
public enum Protocol {
  /** By ALPN over TLS, HTTP/1.1 in the clear. */
  AUTO,
  /** HTTP/1.1. */
  HTTP1,
  /** HTTP/2 over TLS. */
  H2,
  /** HTTP/2 in the clear, with prior knowledge (RFC 9113 3.3). */
  H2C;

  /** The spelling in rules documents. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
