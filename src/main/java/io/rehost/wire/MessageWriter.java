package io.rehost.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages whose fields are {@link HeadFields} and whose content is not chunked: unchanged
 * fields as they came, and a head together with the small content that follows it at once. Others
 * are written by one of Netty's encoders, and this only follows them.
 */
final class MessageWriter {
  /** Content up to this is copied: that costs less than a buffer more in a write. */
  private static final int SMALL = 2048;

  private enum Place {
    /** No message has begun that has not ended. */
    BETWEEN,
    /** In one that is written here. */
    HERE,
    /** In one that Netty writes. */
    NETTY
  }

  private Place place = Place.BETWEEN;

  /** A head whose content has not come yet; not flushed either. */
  private @Nullable ByteBuf pending;

  /** Whether more than small messages have been written since the last flush. */
  private boolean large;

  /** Where a flush waits for the end of the turn; null if none does. */
  private @Nullable ChannelHandlerContext unsent;

  /** Whether a message with that head can be written here now. */
  boolean takes(HttpMessage message) {
    return place == Place.BETWEEN
        && !(message instanceof HttpContent)
        && message.headers() instanceof HeadFields fields
        && !fields.contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  /** Whether the message is written here that has begun and has not ended. */
  boolean isWriting() {
    return place == Place.HERE;
  }

  /**
   * Writes the head of a message that it {@link #takes}.
   *
   * @param begun what has its first line, and gets its fields
   */
  void head(
      ChannelHandlerContext ctx, HttpMessage message, HeadBytes begun, ChannelPromise promise) {
    place = Place.HERE;
    ((HeadFields) message.headers()).write(begun);
    ByteBuf buffer = begun.copy(ctx.alloc());
    if (promise.isVoid()) {
      pending = buffer;
    } else {
      ctx.write(buffer, promise); // somebody waits for just that
    }
  }

  /** Content of the message that is written here; takes over its reference. */
  void content(ChannelHandlerContext ctx, HttpContent content, ChannelPromise promise) {
    if (content instanceof LastHttpContent) {
      place = Place.BETWEEN;
    }
    ByteBuf bytes = content.content();
    int length = bytes.readableBytes();
    ByteBuf head = pending;
    if (head != null && length <= SMALL) {
      pending = null;
      head.writeBytes(bytes);
      content.release();
      ctx.write(head, promise);
    } else {
      large |= length > SMALL;
      writePending(ctx);
      ctx.write(bytes, promise); // empty ones too, for the sake of their promise
    }
  }

  /** What Netty's encoder writes now. */
  void follow(ChannelHandlerContext ctx, Object message) {
    large = true;
    writePending(ctx);
    if (message instanceof LastHttpContent) {
      place = Place.BETWEEN;
    } else if (message instanceof HttpMessage) {
      place = Place.NETTY;
    }
  }

  /** A head that waits for content waits no more. */
  private void writePending(ChannelHandlerContext ctx) {
    ByteBuf head = pending;
    if (head != null) {
      pending = null;
      ctx.write(head, ctx.voidPromise());
    }
  }

  /** Sends what has been written: at once, or small messages at the end of the loop's turn. */
  void flush(ChannelHandlerContext ctx) {
    writePending(ctx);
    if (large) {
      large = false;
      unsent = null;
      ctx.flush();
    } else if (unsent == null) {
      unsent = ctx;
      TurnEnd.of(ctx.executor()).add(this);
    }
  }

  /** Sends what waits for the end of the turn, if anything does. */
  void send() {
    ChannelHandlerContext ctx = unsent;
    if (ctx != null) {
      unsent = null;
      ctx.flush();
    }
  }

  /** Sends what may be sent; what has not been written never will be. */
  void end() {
    send();
    if (pending != null) {
      pending.release();
      pending = null;
    }
  }
}
