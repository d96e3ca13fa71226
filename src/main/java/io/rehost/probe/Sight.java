package io.rehost.probe;

import io.rehost.upstream.OriginCertificate;

/** What a look at the certificate of an https origin showed. */
public sealed interface Sight {
  /** The certificate. */
  record Seen(OriginCertificate certificate) implements Sight {}

  /**
   * None.
   *
   * @param detail why, in words
   */
  record Unseen(String detail) implements Sight {}
}
