package io.rehost.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMessageDecoderResult;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.function.Supplier;

/**
 * Goes along with one of Netty's decoders: looks at what comes before a head, counts the lines of
 * the head, and reads chunked content in its place. After the first thing that is not well-formed
 * nothing is read.
 */
final class StrictReader {
  private enum Place {
    START,
    FIRST_LINE,
    FIELDS,
    CONTENT,
    BROKEN
  }

  private final HttpObjectDecoder decoder;
  private final ChunkedContent chunks;
  private final boolean emptyLines;
  private final Supplier<HttpMessage> unreadable;
  private Place place = Place.START;
  private int fieldLines;
  private int headBytes;

  /**
   * A reader beside {@code decoder}.
   *
   * @param emptyLines whether empty lines may come before a message
   * @param unreadable makes the message that stands for a head that can't be read
   */
  StrictReader(
      HttpObjectDecoder decoder,
      ChunkedContent chunks,
      boolean emptyLines,
      Supplier<HttpMessage> unreadable) {
    this.decoder = decoder;
    this.chunks = chunks;
    this.emptyLines = emptyLines;
    this.unreadable = unreadable;
  }

  /** Whether a message has begun whose first line has not been read. */
  boolean isInFirstLine() {
    return place == Place.FIRST_LINE;
  }

  /** Whether the next byte is the first of a message. */
  boolean isAtStart() {
    return place == Place.START;
  }

  /** A head was read by somebody else; the next byte is the first of its chunked content. */
  void chunksFollow() {
    place = Place.CONTENT;
    chunks.start();
  }

  /** To be called for each line that begins a field. */
  void fieldBegins() {
    fieldLines++;
  }

  /** To be called before Netty's decoder, which must not see {@code in} unless this is true. */
  boolean admits(ByteBuf in, List<Object> out) {
    try {
      return switch (place) {
        case START -> begins(in);
        case FIRST_LINE, FIELDS -> true;
        case CONTENT -> !chunks.isOpen() || readChunks(in, out);
        case BROKEN -> skip(in);
      };
    } catch (IllegalArgumentException e) {
      refuse(in, out, e);
      return false;
    }
  }

  private boolean begins(ByteBuf in) {
    boolean begins = emptyLines ? HeadLines.skipEmpty(in) : HeadLines.requireNone(in);
    if (begins) {
      place = Place.FIRST_LINE;
      fieldLines = 0;
      headBytes = 0;
    }
    return begins;
  }

  /** Always false: no chunk is for Netty's decoder. */
  private boolean readChunks(ByteBuf in, List<Object> out) {
    HttpContent piece = chunks.read(in);
    if (piece != null) {
      out.add(piece);
    }
    if (!chunks.isOpen()) {
      place = Place.START;
      decoder.reset();
    }
    return false;
  }

  private static boolean skip(ByteBuf in) {
    in.skipBytes(in.readableBytes());
    return false;
  }

  /** Ends reading with a message, or content, that says why. */
  void refuse(ByteBuf in, List<Object> out, Exception why) {
    if (place == Place.CONTENT) {
      out.add(ChunkedContent.broken(why));
    } else {
      HttpMessage message = unreadable.get();
      message.setDecoderResult(DecoderResult.failure(why));
      out.add(message);
    }
    place = Place.BROKEN;
    skip(in);
  }

  /**
   * To be called after Netty's decoder.
   *
   * @param consumed how many bytes it read
   * @param out what it made of them from index {@code from} on
   */
  void follow(int consumed, List<Object> out, int from) {
    if (place != Place.CONTENT) {
      headBytes += consumed;
    }
    if (place == Place.FIRST_LINE && consumed > 0) {
      place = Place.FIELDS;
    }
    for (int i = from; i < out.size(); i++) {
      HttpObject object = (HttpObject) out.get(i);
      if (object.decoderResult().isFailure()) {
        place = Place.BROKEN;
        return;
      }
      if (object instanceof LastHttpContent) {
        place = Place.START;
      } else if (object instanceof HttpMessage message) {
        if (isFolded(message.decoderResult())) {
          message.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("obs-fold")));
          place = Place.BROKEN;
          out.subList(i + 1, out.size()).clear(); // at most the end of a message without content
          return;
        }
        place = Place.CONTENT;
        if (i + 1 == out.size() && HttpUtil.isTransferEncodingChunked(message)) {
          chunks.start();
        }
      }
    }
  }

  /**
   * Whether the head has more lines than fields: obs-fold (RFC 9112 5.2). Netty joins such lines,
   * and loses what control characters they begin and end with. Each line ends with CR LF, and the
   * decoder's sizes leave out just these.
   */
  private boolean isFolded(DecoderResult result) {
    var sizes = (HttpMessageDecoderResult) result;
    int unfolded = sizes.initialLineLength() + 2 + sizes.headerSize() + 2 * fieldLines + 2;
    return headBytes != unfolded;
  }
}
