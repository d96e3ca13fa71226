package io.rehost.wire;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields after the last chunk (RFC 9112 7.1.2), one message's after the other's. */
final class TrailerSection {
  /**
   * What says where a message goes and where it ends comes before the content or not at all, and
   * what is meant for one hop is in no trailer (RFC 9110 6.5.1).
   */
  private static final Set<String> PROHIBITED =
      Set.of(
          "content-length",
          "transfer-encoding",
          "trailer",
          "host",
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "upgrade");

  private @Nullable LastHttpContent end;
  private int bytes;

  /** Whether a field, named in lower case, may be no trailer. */
  static boolean prohibits(String name) {
    return PROHIBITED.contains(name);
  }

  /** The bytes of the lines so far. */
  int bytes() {
    return bytes;
  }

  /**
   * Takes one line without its end.
   *
   * @throws IllegalArgumentException if it is no field, or one that may not be a trailer
   */
  void add(String line) {
    int colon = line.indexOf(':');
    if (colon <= 0 || prohibits(line.substring(0, colon).toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("not a trailer field");
    }
    if (end == null) {
      end = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
    }
    end.trailingHeaders().add(line.substring(0, colon), withoutBlanks(line, colon + 1));
    bytes += line.length();
  }

  /** The end of the message with the fields that were added; the next message has none yet. */
  LastHttpContent end() {
    LastHttpContent ended = end == null ? LastHttpContent.EMPTY_LAST_CONTENT : end;
    end = null;
    bytes = 0;
    return ended;
  }

  /** Blanks are SP and HTAB, no other (RFC 9110 5.6.3). */
  private static String withoutBlanks(String line, int from) {
    int start = from;
    int stop = line.length();
    while (start < stop && isBlank(line.charAt(start))) {
      start++;
    }
    while (stop > start && isBlank(line.charAt(stop - 1))) {
      stop--;
    }
    return line.substring(start, stop);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
