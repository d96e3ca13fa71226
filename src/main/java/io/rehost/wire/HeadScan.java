package io.rehost.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;

/**
 * Looks through the bytes of a head once, and notes where everything is. It knows only the plainest
 * form of each line, which is the one that nearly all software writes: what it does not know may
 * still be well-formed, and somebody else has to judge. One for each thread.
 *
 * <p>Known are: {@code name ": " value CR LF} with a token as name (RFC 9110 5.6.2) and a value of
 * visible ASCII, blanks within (5.5); at most one Content-Length, decimal without leading zeros, or
 * else one Transfer-Encoding that is {@code chunked} (RFC 9112 6).
 */
final class HeadScan {
  /** There is no Content-Length. */
  static final long NO_LENGTH = -1;

  private static final FastThreadLocal<HeadScan> OWN =
      new FastThreadLocal<>() {
        @Override
        protected HeadScan initialValue() {
          return new HeadScan();
        }
      };

  private static final int MAX_BYTES = 8192;
  private static final int MAX_FIELDS = 64;
  private static final int MAX_LENGTH_DIGITS = 18;
  private static final AsciiString CHUNKED = AsciiString.cached("chunked");
  private static final AsciiString HIXIE_KEY = AsciiString.cached("sec-websocket-key1");
  private static final byte TOKEN = 1;
  private static final byte VISIBLE = 2;
  private static final byte TEXT = 4;
  private static final byte[] KINDS = kinds();

  private final byte[] bytes = new byte[MAX_BYTES];
  private final short[] spans = new short[3 * MAX_FIELDS];
  private int limit;
  private int start;
  private int end;
  private int count;
  private int hosts;
  private boolean special;
  private long length;
  private boolean chunked;

  private HeadScan() {}

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    Arrays.fill(kinds, 0x21, 0x7f, (byte) (VISIBLE | TEXT));
    kinds[' '] = TEXT;
    kinds['\t'] = TEXT;
    String token = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    token.chars().forEach(c -> kinds[c] |= TOKEN);
    return kinds;
  }

  /**
   * The scan of this thread, of what is in {@code in}, which stays unread.
   *
   * @param max bytes of a head that are looked at, if there are as many
   */
  static HeadScan of(ByteBuf in, int max) {
    HeadScan scan = OWN.get();
    scan.limit = Math.min(in.readableBytes(), Math.min(max, MAX_BYTES));
    in.getBytes(in.readerIndex(), scan.bytes, 0, scan.limit);
    return scan;
  }

  /** Whether {@code text} is at that place. */
  boolean isAt(int at, byte[] text) {
    return at + text.length <= limit
        && Arrays.equals(bytes, at, at + text.length, text, 0, text.length);
  }

  /** Whether {@code text}, and no more, is between two places. */
  boolean isText(int start, int stop, String text) {
    boolean same = stop - start == text.length();
    for (int i = 0; same && i < text.length(); i++) {
      same = bytes[start + i] == text.charAt(i);
    }
    return same;
  }

  byte byteAt(int at) {
    return at < limit ? bytes[at] : 0;
  }

  /** Where the run of visible ASCII, without blanks, from that place ends. */
  int endOfVisible(int at) {
    return endOf(VISIBLE, at);
  }

  /** Where the run of ASCII without control characters, but HTAB, from that place ends. */
  int endOfText(int at) {
    return endOf(TEXT, at);
  }

  private int endOf(byte kind, int from) {
    int at = from;
    while (at < limit && (KINDS[bytes[at] & 0xff] & kind) != 0) {
      at++;
    }
    return at;
  }

  /** Whether a line ends at that place. */
  boolean isLineEnd(int at) {
    return at + 1 < limit && bytes[at] == '\r' && bytes[at + 1] == '\n';
  }

  /** Whether the bytes from that place are fields in the known forms, and the end of the head. */
  boolean fields(int from) {
    start = from;
    count = 0;
    hosts = 0;
    special = false;
    length = NO_LENGTH;
    chunked = false;
    int at = from;
    while (!isLineEnd(at)) {
      int colon = endOf(TOKEN, at);
      if (colon == at || byteAt(colon) != ':' || byteAt(colon + 1) != ' ' || count == MAX_FIELDS) {
        return false;
      }
      int value = colon + 2;
      int stop = endOf(TEXT, value);
      if (stop == value || isBlank(value) || isBlank(stop - 1) || !isLineEnd(stop)) {
        return false;
      }
      spans[3 * count] = (short) (at - from);
      spans[3 * count + 1] = (short) (colon - from);
      spans[3 * count + 2] = (short) (stop - from);
      count++;
      if (!judge(at, colon, stop)) {
        return false;
      }
      at = stop + 2;
    }
    end = at + 2;
    return length == NO_LENGTH || !chunked;
  }

  private boolean isBlank(int at) {
    return bytes[at] == ' ' || bytes[at] == '\t';
  }

  /** Notes what a field says about the message as a whole. */
  private boolean judge(int name, int colon, int stop) {
    switch (colon - name) {
      case 4 -> hosts += is(name, HttpHeaderNames.HOST) ? 1 : 0;
      case 7 -> special |= is(name, HttpHeaderNames.UPGRADE);
      case 14 -> {
        return !is(name, HttpHeaderNames.CONTENT_LENGTH) || length(colon + 2, stop);
      }
      case 17 -> {
        return !is(name, HttpHeaderNames.TRANSFER_ENCODING) || coding(colon + 2, stop);
      }
      case 18 -> special |= is(name, HIXIE_KEY);
      default -> {}
    }
    return true;
  }

  /** Whether a text in lower case, as long as what is there, is there, whatever the case. */
  private boolean is(int at, AsciiString text) {
    for (int i = 0; i < text.length(); i++) {
      int c = bytes[at + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != text.byteAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean length(int start, int stop) {
    int digits = stop - start;
    boolean plain = digits == 1 || (bytes[start] != '0' && digits <= MAX_LENGTH_DIGITS);
    if (length != NO_LENGTH || !plain) {
      return false;
    }
    long value = 0;
    for (int i = start; i < stop; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
      value = 10 * value + (bytes[i] - '0');
    }
    length = value;
    return true;
  }

  private boolean coding(int start, int stop) {
    boolean plain = stop - start == CHUNKED.length() && is(start, CHUNKED) && !chunked;
    chunked |= plain;
    return plain;
  }

  /** How many bytes the head has. */
  int end() {
    return end;
  }

  /** How many Host fields there are. */
  int hosts() {
    return hosts;
  }

  /** Whether a field asks for another protocol: Upgrade, or a WebSocket draft. */
  boolean isSpecial() {
    return special;
  }

  /** Content-Length, or {@link #NO_LENGTH}. */
  long length() {
    return length;
  }

  /** Whether the content is chunked. */
  boolean isChunked() {
    return chunked;
  }

  /** The fields, in bytes of their own. */
  HeadFields copyFields() {
    return new HeadFields(Arrays.copyOfRange(bytes, start, end), Arrays.copyOf(spans, 3 * count));
  }

  /** What is between two places. */
  @SuppressWarnings("deprecation") // the one constructor that neither decodes nor checks ASCII
  String text(int start, int stop) {
    return new String(bytes, 0, start, stop - start);
  }
}
