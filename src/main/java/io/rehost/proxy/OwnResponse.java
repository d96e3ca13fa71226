package io.rehost.proxy;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;

/** A whole response that no origin gave. */
final class OwnResponse {
  private OwnResponse() {}

  /** Sends and reports it. */
  static void send(
      FullHttpResponse response, ExchangeClient client, ClientTerms terms, ExchangeReport report) {
    if (!terms.keepAlive()) {
      response.headers().set(FieldNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    report.status = response.status().code();
    report.bytesOut = response.content().readableBytes();
    client.write(response);
    client.flush();
  }
}
