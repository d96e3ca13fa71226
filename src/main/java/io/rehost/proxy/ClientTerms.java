package io.rehost.proxy;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * What a request says about its client's hop: the version of HTTP, whether the connection outlives
 * the exchange (RFC 9112 9.3), whether the client waits for 100 (RFC 9110 10.1.1).
 */
final class ClientTerms {
  private boolean http11 = true;
  private boolean keepAlive;
  private boolean awaitsContinue;

  /** The terms of a request that has not been read: the last one of its connection. */
  ClientTerms() {}

  /** The terms are those of {@code request}. */
  void read(HttpRequest request) {
    http11 = !request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    keepAlive = HttpUtil.isKeepAlive(request);
    awaitsContinue = HttpUtil.is100ContinueExpected(request);
  }

  /**
   * Whether the client knows interim responses, and ends of content that are none of the
   * connection: chunks, or what HTTP/2 has in their place.
   */
  boolean http11() {
    return http11;
  }

  boolean keepAlive() {
    return keepAlive;
  }

  /** This exchange is the last one of its connection. */
  void close() {
    keepAlive = false;
  }

  /** An interim response has been sent: the client does not wait any more. */
  void interimSent() {
    awaitsContinue = false;
  }

  /**
   * Settles, when the final response begins, whether the connection goes on. A client that waits
   * for 100 may send the content or leave it out when it gets a final response instead: what comes
   * next on its connection can't be told.
   */
  void responseStarts(boolean requestComplete, boolean draining) {
    keepAlive = keepAlive && !draining && (requestComplete || !awaitsContinue);
  }
}
