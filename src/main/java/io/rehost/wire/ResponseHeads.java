package io.rehost.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The heads of final responses that have content with a length or in chunks, as nearly all origins
 * write them.
 */
final class ResponseHeads {
  private static final byte[] VERSION = "HTTP/1.1 ".getBytes(US_ASCII);
  private static final int CODE = VERSION.length;
  private static final int REASON = CODE + 4;

  private ResponseHeads() {}

  /** The head at the beginning of the bytes; null if it is in another form, or not all there. */
  static @Nullable HttpResponse read(HeadScan scan) {
    int code = scan.isAt(0, VERSION) ? code(scan) : 0;
    if (!mayHaveContent(code) || scan.byteAt(REASON - 1) != ' ') {
      return null;
    }
    int end = scan.endOfText(REASON);
    boolean known =
        end > REASON
            && scan.endOfVisible(REASON) > REASON
            && isVisible(scan.byteAt(end - 1))
            && scan.isLineEnd(end)
            && scan.fields(end + 2)
            && (scan.isChunked() || scan.length() != HeadScan.NO_LENGTH);
    return known
        ? new DefaultHttpResponse(HttpVersion.HTTP_1_1, status(scan, code, end), scan.copyFields())
        : null;
  }

  /** Whether a final response with that status to anything but HEAD has content. */
  static boolean mayHaveContent(int code) {
    return code >= 200 && code <= 599 && code != 204 && code != 205 && code != 304;
  }

  private static boolean isVisible(byte c) {
    return c > ' ';
  }

  /** Three digits; 0 if they are not there. */
  private static int code(HeadScan scan) {
    int code = 0;
    for (int i = CODE; i < CODE + 3; i++) {
      int digit = scan.byteAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      code = 10 * code + digit;
    }
    return code;
  }

  private static HttpResponseStatus status(HeadScan scan, int code, int end) {
    HttpResponseStatus usual = HttpResponseStatus.valueOf(code);
    return scan.isText(REASON, end, usual.reasonPhrase())
        ? usual
        : HttpResponseStatus.valueOf(code, scan.text(REASON, end));
  }
}
