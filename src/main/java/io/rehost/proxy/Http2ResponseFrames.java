package io.rehost.proxy;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.rehost.wire.Http2Response;
import org.jspecify.annotations.Nullable;

/**
 * Writes a response as HTTP/2 frames (RFC 9113 8.1). A final head waits for what follows, so that
 * one without content ends the stream by itself.
 */
final class Http2ResponseFrames {
  private final Http2StreamChannel channel;
  private final Runnable sent;
  private @Nullable Http2Headers head;
  private boolean interim;
  private boolean toHead;
  private boolean staysOpen;

  /** Calls {@code sent} when the last frame has been sent. */
  Http2ResponseFrames(Http2StreamChannel channel, Runnable sent) {
    this.channel = channel;
    this.sent = sent;
  }

  /** The response is to a request of that method. */
  void answers(HttpMethod method) {
    toHead = method.equals(HttpMethod.HEAD);
  }

  /** The last frame does not end the stream: a reset will. */
  void leaveOpen() {
    staysOpen = true;
  }

  /** Takes a part of the response; ownership of its content passes. */
  void write(HttpObject message) {
    if (message instanceof HttpResponse response) {
      writeHead(response);
    }
    if (message instanceof HttpContent content) {
      writeContent(content);
    }
  }

  private void writeHead(HttpResponse response) {
    Http2Headers fields = Http2Response.head(response);
    interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (interim) {
      channel.write(new DefaultHttp2HeadersFrame(fields), channel.voidPromise());
    } else {
      head = fields;
    }
  }

  private void writeContent(HttpContent content) {
    if (interim) {
      interim = !(content instanceof LastHttpContent); // an end that has no frame here
      content.release();
    } else if (content instanceof LastHttpContent last) {
      writeEnd(last);
    } else if (toHead || !content.content().isReadable()) {
      content.release();
    } else {
      writeWaitingHead();
      channel.write(new DefaultHttp2DataFrame(content.content()), channel.voidPromise());
    }
  }

  private void writeEnd(LastHttpContent last) {
    boolean readable = last.content().isReadable() && !toHead;
    boolean trailers = !last.trailingHeaders().isEmpty();
    if (readable || trailers) {
      writeWaitingHead();
    }
    if (!readable) {
      last.release();
    } else if (trailers) {
      channel.write(new DefaultHttp2DataFrame(last.content()), channel.voidPromise());
    } else {
      writeLast(new DefaultHttp2DataFrame(last.content(), !staysOpen));
      return;
    }
    if (trailers) {
      Http2Headers fields = Http2Response.trailers(last.trailingHeaders());
      writeLast(new DefaultHttp2HeadersFrame(fields, !staysOpen));
    } else if (head != null) {
      writeLast(new DefaultHttp2HeadersFrame(head, !staysOpen));
      head = null;
    } else {
      writeLast(new DefaultHttp2DataFrame(!staysOpen));
    }
  }

  private void writeLast(Http2StreamFrame frame) {
    channel
        .write(frame)
        .addListener(
            written -> {
              if (written.isSuccess()) {
                sent.run();
              }
            });
  }

  private void writeWaitingHead() {
    if (head != null) {
      channel.write(new DefaultHttp2HeadersFrame(head), channel.voidPromise());
      head = null;
    }
  }

  /** Sends what has been written. */
  void flush() {
    writeWaitingHead();
    channel.flush();
  }
}
