package io.rehost.proxy;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Interim responses are relayed (RFC 9110 15.2), but to a client that does not know them. */
final class InterimRelay {
  private InterimRelay() {}

  /**
   * Takes the head.
   *
   * @param via this proxy's name in Via; null for none
   */
  static void begin(
      HttpResponse head,
      ExchangeReport report,
      @Nullable String via,
      ExchangeClient client,
      ClientTerms terms) {
    if (terms.http11()) {
      terms.interimSent();
      client.write(ReturnedHead.interim(head, report.head(), via));
    }
  }

  /** Takes the end that the codec puts behind the head. */
  static void end(HttpContent end, ExchangeClient client, ClientTerms terms) {
    if (terms.http11()) {
      client.write(end);
    } else {
      end.release();
    }
  }
}
