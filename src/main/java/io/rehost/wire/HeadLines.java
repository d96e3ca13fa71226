package io.rehost.wire;

import io.netty.buffer.ByteBuf;

/** The empty lines before a head, of which Netty's decoder forgives any. */
final class HeadLines {
  private HeadLines() {}

  /**
   * Skips the empty lines that may come before a request (RFC 9112 2.2).
   *
   * @return whether the first byte of the request is there
   * @throws IllegalArgumentException if there is a CR or LF without the other
   */
  static boolean skipEmpty(ByteBuf in) {
    while (in.isReadable()) {
      byte first = in.getByte(in.readerIndex());
      if (first != '\r' && first != '\n') {
        return true;
      }
      if (first == '\r' && in.readableBytes() == 1) {
        return false;
      }
      if (first == '\n' || in.getByte(in.readerIndex() + 1) != '\n') {
        throw new IllegalArgumentException("CR or LF by itself");
      }
      in.skipBytes(2);
    }
    return false;
  }

  /**
   * Refuses empty lines before a response: there are none, unless they belong to another.
   *
   * @return whether the first byte of the response is there
   */
  static boolean requireNone(ByteBuf in) {
    if (!in.isReadable()) {
      return false;
    }
    byte first = in.getByte(in.readerIndex());
    if (first == '\r' || first == '\n') {
      throw new IllegalArgumentException("an empty line before a response");
    }
    return true;
  }
}
