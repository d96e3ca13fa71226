package io.rehost.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Reads heads that have come whole and are in the plainest form, and their content if it has a
 * length. Everything else stays unread, for a decoder that knows all forms, and that has to say of
 * each of these heads what is said here.
 */
abstract class WholeHeads {
  private final int maxHead;
  private final int maxPiece;
  private final StrictReader reader;

  /** What has not been read of the content of a message whose head was read here. */
  private long left;

  /**
   * Reads one message after the other.
   *
   * @param config its limits of a head, beyond which it is not read, and of a piece of content
   * @param reader goes on behind a head, with chunked content
   */
  WholeHeads(HttpDecoderConfig config, StrictReader reader) {
    this.maxHead = config.getMaxHeaderSize();
    this.maxPiece = config.getMaxChunkSize();
    this.reader = reader;
  }

  /** Whether the next byte is the first of a message. */
  abstract boolean mayBegin();

  /**
   * The message whose head is at the beginning of the bytes; null if it is not for us.
   *
   * @param readable how many bytes there are
   */
  abstract @Nullable HttpMessage head(HeadScan scan, int readable);

  /** All of the message has been read, and is about to be handed on. */
  abstract void ended(ChannelHandlerContext ctx, ByteBuf in);

  /** Reads, and hands on, what it can; the rest of {@code in} is for the decoder. */
  final void read(ChannelHandlerContext ctx, ByteBuf in) {
    while (in.isReadable() && !ctx.isRemoved()) {
      if (left > 0) {
        readContent(ctx, in);
      } else if (!mayBegin() || !readHead(ctx, in)) {
        return;
      }
    }
  }

  private boolean readHead(ChannelHandlerContext ctx, ByteBuf in) {
    HeadScan scan = HeadScan.of(in, maxHead);
    HttpMessage head = head(scan, in.readableBytes());
    if (head == null) {
      return false;
    }
    in.skipBytes(scan.end());
    boolean chunked = scan.isChunked();
    left = Math.max(0, scan.length());
    if (chunked) {
      reader.chunksFollow();
    }
    if (left == 0 && !chunked) {
      ended(ctx, in);
      ctx.fireChannelRead(head);
      ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    } else {
      ctx.fireChannelRead(head);
    }
    return true;
  }

  private void readContent(ChannelHandlerContext ctx, ByteBuf in) {
    int length = (int) Math.min(left, Math.min(in.readableBytes(), maxPiece));
    ByteBuf piece = in.readRetainedSlice(length);
    left -= length;
    if (left > 0) {
      ctx.fireChannelRead(new DefaultHttpContent(piece));
    } else {
      ended(ctx, in);
      ctx.fireChannelRead(new LastPiece(piece));
    }
  }
}
