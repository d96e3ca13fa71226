package io.rehost.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Queue;

/**
 * Writes responses, those whose heads have been copied from an origin's without Netty. Knows which
 * have no content because they answer HEAD.
 */
final class ServerEncoder extends HttpResponseEncoder {
  private static final AsciiString VERSION = AsciiString.cached("HTTP/1.1 ");
  private static final AsciiString SPACE = AsciiString.cached(" ");

  private final MessageWriter writer = new MessageWriter();

  /** The methods of the requests that have been read and not been answered. */
  private final Queue<HttpMethod> unanswered;

  ServerEncoder(Queue<HttpMethod> unanswered) {
    this.unanswered = unanswered;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof HttpResponse response && writesHere(response)) {
      unanswered.poll();
      HeadBytes head = HeadBytes.begin();
      head.add(VERSION);
      head.add(response.status().codeAsText());
      head.add(SPACE);
      head.add(response.status().reasonPhrase());
      head.add('\r', '\n');
      writer.head(ctx, response, head, promise);
    } else if (writer.isWriting() && message instanceof HttpContent content) {
      writer.content(ctx, content, promise);
    } else {
      writer.follow(ctx, message);
      super.write(ctx, message, promise);
    }
  }

  private boolean writesHere(HttpResponse response) {
    return writer.takes(response)
        && ResponseHeads.mayHaveContent(response.status().code())
        && response.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && !HttpMethod.HEAD.equals(unanswered.peek());
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    writer.flush(ctx);
  }

  /** What was to be sent before is sent before. */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
    writer.send();
    super.close(ctx, promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) throws Exception {
    writer.end();
    super.handlerRemoved(ctx);
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      return super.isContentAlwaysEmpty(response);
    }
    return HttpMethod.HEAD.equals(unanswered.poll()) || super.isContentAlwaysEmpty(response);
  }
}
