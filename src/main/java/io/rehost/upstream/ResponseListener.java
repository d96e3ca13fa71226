package io.rehost.upstream;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;

/**
 * The one who sent the request that a connection is answering. Called on the event loop of the
 * connection, in the order head, content, ..., last content; interim (1xx) heads may come before.
 */
public interface ResponseListener {
  /** A final or interim response head; interim ones have no content. */
  void responseHead(HttpResponse head);

  /** Content, or the {@code LastHttpContent} that ends the response; the listener releases it. */
  void responseContent(HttpContent content);

  /** Everything that has been read so far has been handed over: the time to flush. */
  void responseReadComplete();

  /** The connection takes more of the request, or no longer does. */
  void upstreamWritabilityChanged();

  /**
   * No (more) response will come. The connection is closed or about to be.
   *
   * @param failure why; never {@code CONNECT_*}
   */
  void responseFailed(UpstreamFailure failure);
}
