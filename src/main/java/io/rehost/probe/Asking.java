package io.rehost.probe;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.rehost.upstream.ConnectionWaiter;
import io.rehost.upstream.ResponseListener;
import io.rehost.upstream.UpstreamFailure;
import io.rehost.upstream.UpstreamStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One request on its way and its reply; used on one event loop, but for {@link #reply}. */
final class Asking implements ConnectionWaiter, ResponseListener {
  static final int MAX_BODY = 64 * 1024;

  private final HttpRequest request;
  private final CompletableFuture<Reply> reply = new CompletableFuture<>();
  private final StringBuilder body = new StringBuilder();
  private @Nullable UpstreamStream stream;
  private @Nullable HttpResponse head;

  /** Takes a copy with {@code host} in the place of its Host. */
  Asking(HttpRequest like, String host) {
    request = new DefaultHttpRequest(like.protocolVersion(), like.method(), like.uri());
    for (var field : like.headers()) {
      boolean isHost = HttpHeaderNames.HOST.contentEqualsIgnoreCase(field.getKey());
      request.headers().add(field.getKey(), isHost ? host : field.getValue());
    }
  }

  /** Completed with the reply, never exceptionally but by who waits. */
  CompletableFuture<Reply> reply() {
    return reply;
  }

  @Override
  public void connected(UpstreamStream connection) {
    if (reply.isDone()) {
      connection.close(); // it came too late: nobody waits for what would be asked
      return;
    }
    stream = connection;
    connection.listen(this);
    connection.setReading(true);
    connection.write(request);
    connection.write(LastHttpContent.EMPTY_LAST_CONTENT);
    connection.flush();
  }

  @Override
  public void connectFailed(UpstreamFailure failure) {
    reply.complete(new Reply.Failed(failure.address(), failure.detail()));
  }

  @Override
  public void responseHead(HttpResponse response) {
    if (response.status().code() >= 200) {
      head = response;
    }
  }

  @Override
  public void responseContent(HttpContent content) {
    try {
      ByteBuf bytes = content.content();
      int taken = Math.min(bytes.readableBytes(), MAX_BODY - body.length());
      body.append(bytes.toString(bytes.readerIndex(), taken, StandardCharsets.ISO_8859_1));
    } finally {
      content.release();
    }
    if (content instanceof LastHttpContent || body.length() == MAX_BODY) {
      answered();
    }
  }

  private void answered() {
    if (stream == null || head == null || reply.isDone()) {
      return;
    }
    reply.complete(
        new Reply.Answered(
            stream.address(),
            head.status().code(),
            head.headers().get(HttpHeaderNames.CONTENT_TYPE, ""),
            head.headers().get(HttpHeaderNames.LOCATION, ""),
            body.toString()));
    stream.close();
  }

  @Override
  public void responseFailed(UpstreamFailure failure) {
    InetSocketAddress address = stream == null ? failure.address() : stream.address();
    reply.complete(new Reply.Failed(address, failure.detail()));
  }

  /** Gives up, whatever has come. */
  void giveUp(String detail) {
    InetSocketAddress address = stream == null ? null : stream.address();
    if (reply.complete(new Reply.Failed(address, detail)) && stream != null) {
      stream.close();
    }
  }

  @Override
  public void responseReadComplete() {
    // nothing is relayed
  }

  @Override
  public void upstreamWritabilityChanged() {
    // the request has no body
  }
}
