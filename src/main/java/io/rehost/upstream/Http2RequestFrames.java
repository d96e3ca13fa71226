package io.rehost.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.rehost.wire.Http2RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request as HTTP/2 frames (RFC 9113 8.1). The head waits for what follows, so that one
 * without content ends the request by itself.
 */
final class Http2RequestFrames {
  private final Http2StreamChannel channel;
  private final boolean tls;
  private @Nullable Http2Headers head;
  private boolean begun;
  private boolean failed;
  private boolean ended;

  Http2RequestFrames(Http2StreamChannel channel, boolean tls) {
    this.channel = channel;
    this.tls = tls;
  }

  /** Whether the head has been written. */
  boolean begun() {
    return begun;
  }

  /** Whether the origin may have got the head. */
  boolean sent() {
    return begun && !failed;
  }

  /** Whether nothing more is written. */
  boolean ended() {
    return ended;
  }

  /** Nobody wants the rest: from now on it is dropped. */
  void end() {
    ended = true;
    head = null;
  }

  /** Takes a part of the request and its reference. */
  void write(HttpObject message) {
    if (ended) {
      ReferenceCountUtil.release(message);
    } else if (message instanceof HttpRequest request) {
      head = Http2RequestHead.of(request, tls);
    } else if (message instanceof LastHttpContent last) {
      writeEnd(last);
    } else {
      writeContent(((HttpContent) message).content());
    }
  }

  private void writeContent(ByteBuf content) {
    if (content.isReadable()) {
      writeHead(false);
      channel.write(new DefaultHttp2DataFrame(content), channel.voidPromise());
    } else {
      content.release();
    }
  }

  private void writeEnd(LastHttpContent last) {
    Http2Headers trailers =
        last.trailingHeaders().isEmpty() ? null : Http2RequestHead.trailers(last.trailingHeaders());
    boolean ending = trailers == null || trailers.isEmpty();
    ByteBuf content = last.content();
    if (content.isReadable()) {
      writeHead(false);
      channel.write(new DefaultHttp2DataFrame(content, ending), channel.voidPromise());
    } else {
      content.release();
      if (ending && head == null) {
        channel.write(new DefaultHttp2DataFrame(true), channel.voidPromise());
      }
      writeHead(ending);
    }
    if (trailers != null && !ending) {
      channel.write(new DefaultHttp2HeadersFrame(trailers, true), channel.voidPromise());
    }
    ended = true;
  }

  private void writeHead(boolean last) {
    if (head != null) {
      begun = true;
      channel
          .write(new DefaultHttp2HeadersFrame(head, last))
          .addListener(written -> failed |= !written.isSuccess());
      head = null;
    }
  }

  /** Sends what has been written. */
  void flush() {
    writeHead(false);
    channel.flush();
  }
}
