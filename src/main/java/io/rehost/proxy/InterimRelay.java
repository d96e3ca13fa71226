package io.rehost.proxy;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;

/** Interim responses are relayed (RFC 9110 15.2), but to a client that does not know them. */
final class InterimRelay {
  private InterimRelay() {}

  static void begin(HttpResponse head, ExchangeClient client, ClientTerms terms) {
    if (terms.http11()) {
      terms.interimSent();
      client.write(head);
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
