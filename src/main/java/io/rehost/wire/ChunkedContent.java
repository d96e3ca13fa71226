package io.rehost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import io.netty.util.internal.StringUtil;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads chunked content to the letter of RFC 9112 7.1. Netty's decoder takes a chunk size with
 * white space before it and anything after it, and drops trailers that could be read as framing;
 * but two readers that forgive different things see different messages.
 */
final class ChunkedContent {
  /** Fits in 60 bits: no reader overflows, however many zeros come first. */
  private static final int MAX_SIZE_DIGITS = 15;

  private static final int MAX_SIZE_LINE = 1024;
  private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]++";
  private static final String QUOTED =
      "\"(?:[\\t !#-\\[\\]-~\\x80-\\xff]++|\\\\[\\t -~\\x80-\\xff])*+\"";

  /** One chunk extension (RFC 9112 7.1.1). */
  private static final Pattern EXTENSION =
      Pattern.compile(
          "[ \\t]*+;[ \\t]*+" + TOKEN + "(?:[ \\t]*+=[ \\t]*+(?:" + TOKEN + "|" + QUOTED + "))?+");

  /** Blanks after the size of a chunk, which Apache 1.3 and some of its time pad it with. */
  private static final Pattern PADDING = Pattern.compile("[ \\t]*+");

  private enum State {
    SIZE,
    DATA,
    DATA_END,
    TRAILERS,
    ENDED
  }

  private final int maxTrailers;
  private final int maxPiece;
  private final boolean padded;
  private final TrailerSection trailers = new TrailerSection();
  private State state = State.ENDED;
  private long left;

  /**
   * Reads one message's content after the other's.
   *
   * @param maxTrailers bytes of all trailers of a message
   * @param maxPiece bytes of content in one piece
   * @param padded whether blanks after a chunk size are forgiven
   */
  ChunkedContent(int maxTrailers, int maxPiece, boolean padded) {
    this.maxTrailers = maxTrailers;
    this.maxPiece = maxPiece;
    this.padded = padded;
  }

  /** The next byte is the first of a chunk size. */
  void start() {
    state = State.SIZE;
  }

  /** Whether the message has not ended yet. */
  boolean isOpen() {
    return state != State.ENDED;
  }

  /**
   * Reads on.
   *
   * @return the next piece, the {@link LastHttpContent} that ends the message, or null if {@code
   *     in} holds too little
   * @throws IllegalArgumentException if this is not chunked content; nothing more can be read
   */
  @Nullable HttpContent read(ByteBuf in) {
    while (in.isReadable()) {
      if (state == State.DATA) {
        return data(in);
      }
      String line = line(in, maxLine());
      if (line == null) {
        return null;
      }
      switch (state) {
        case SIZE -> size(line);
        case DATA_END -> state = State.SIZE;
        case TRAILERS -> {
          if (line.isEmpty()) {
            state = State.ENDED;
            return trailers.end();
          }
          trailers.add(line);
        }
        case DATA, ENDED -> throw new IllegalStateException(state.name());
      }
    }
    return null;
  }

  /** A piece that says that the content is not well-formed. */
  static HttpContent broken(Exception cause) {
    LastHttpContent broken = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
    broken.setDecoderResult(DecoderResult.failure(cause));
    return broken;
  }

  private HttpContent data(ByteBuf in) {
    int length = (int) Math.min(left, Math.min(in.readableBytes(), maxPiece));
    left -= length;
    if (left == 0) {
      state = State.DATA_END;
    }
    return new DefaultHttpContent(in.readRetainedSlice(length));
  }

  private int maxLine() {
    return switch (state) {
      case SIZE -> MAX_SIZE_LINE;
      case TRAILERS -> maxTrailers - trailers.bytes();
      case DATA_END, DATA, ENDED -> 0;
    };
  }

  /** A line that ends with CR LF and holds no other CR or LF; null if its end isn't there yet. */
  private static @Nullable String line(ByteBuf in, int max) {
    int start = in.readerIndex();
    int looked = Math.min(in.readableBytes(), max + 1);
    int end = in.forEachByte(start, looked, ByteProcessor.FIND_CRLF);
    if (end < 0) {
      require(looked <= max, "a line is too long");
      return null;
    }
    require(in.getByte(end) == '\r', "LF without CR");
    if (end + 1 == in.writerIndex()) {
      return null;
    }
    require(in.getByte(end + 1) == '\n', "CR without LF");
    String line = in.toString(start, end - start, ISO_8859_1);
    in.readerIndex(end + 2);
    return line;
  }

  private void size(String line) {
    long size = 0;
    int digits = 0;
    while (digits < line.length() && StringUtil.decodeHexNibble(line.charAt(digits)) >= 0) {
      size = size << 4 | StringUtil.decodeHexNibble(line.charAt(digits));
      digits++;
    }
    require(digits > 0 && digits <= MAX_SIZE_DIGITS, "not a chunk size");
    requireExtensions(line, digits);
    left = size;
    state = size == 0 ? State.TRAILERS : State.DATA;
  }

  /** Extensions are for this hop and not sent on (RFC 9112 7.1.1). */
  private void requireExtensions(String line, int start) {
    if (start == line.length()) {
      return;
    }
    var rest = PADDING.matcher(line).region(start, line.length());
    if (padded && rest.matches()) {
      return;
    }
    rest.usePattern(EXTENSION);
    while (rest.regionStart() < line.length()) {
      require(rest.lookingAt(), "not a chunk extension");
      rest.region(rest.end(), line.length());
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
