package io.rehost.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;

/**
 * The bytes of a head that is being put together. A head has many short pieces, and each of them
 * costs less in an array than in a buffer. One for each thread.
 */
final class HeadBytes {
  private static final FastThreadLocal<HeadBytes> OWN =
      new FastThreadLocal<>() {
        @Override
        protected HeadBytes initialValue() {
          return new HeadBytes();
        }
      };

  private static final int USUAL_SIZE = 4096;

  /** Room behind a head, for content that may follow. */
  private static final int MORE = 256;

  private byte[] bytes = new byte[USUAL_SIZE];
  private int size;

  private HeadBytes() {}

  /** That of this thread, with nothing in it. */
  static HeadBytes begin() {
    HeadBytes own = OWN.get();
    own.size = 0;
    if (own.bytes.length > USUAL_SIZE) {
      own.bytes = new byte[USUAL_SIZE];
    }
    return own;
  }

  void add(byte[] from, int start, int length) {
    require(length);
    System.arraycopy(from, start, bytes, size, length);
    size += length;
  }

  void add(AsciiString text) {
    add(text.array(), text.arrayOffset(), text.length());
  }

  /** One byte for each char, as {@link AsciiString#c2b} has it. */
  void add(String text) {
    int length = text.length();
    require(length);
    for (int i = 0; i < length; i++) {
      bytes[size + i] = AsciiString.c2b(text.charAt(i));
    }
    size += length;
  }

  void add(CharSequence text) {
    if (text instanceof AsciiString ascii) {
      add(ascii);
    } else {
      add(text.toString());
    }
  }

  void add(char first, char second) {
    require(2);
    bytes[size++] = (byte) first;
    bytes[size++] = (byte) second;
  }

  private void require(int length) {
    if (bytes.length - size < length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
    }
  }

  /** All of them, in a new buffer. */
  ByteBuf copy(ByteBufAllocator buffers) {
    return buffers.buffer(size + MORE).writeBytes(bytes, 0, size);
  }
}
