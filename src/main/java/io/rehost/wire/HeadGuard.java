package io.rehost.wire;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The check between a codec and everything else: a request passes only if every recipient on the
 * way reads the same message from it. Framing is never repaired.
 *
 * <p>Pure. Netty's decoder accepts some of what is refused here, such as an unknown transfer
 * coding, which it takes for "no body", so that the body would become the next request.
 */
public final class HeadGuard {
  private static final AsciiString CHUNKED = AsciiString.cached("chunked");
  private static final AsciiString HIXIE_KEY = AsciiString.cached("Sec-WebSocket-Key1");

  /** A token with parameters, if any (RFC 9112 7). */
  private static final Pattern CODING =
      Pattern.compile("[ \\t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \\t]*(?:;.*)?");

  private HeadGuard() {}

  /** What kind of refusal it is; {@code proxy} gives each its status. */
  public enum Kind {
    /** Not HTTP, or HTTP that could be read in two ways: 400. */
    MALFORMED,
    /** The request line is over the limit: 414. */
    TARGET_TOO_LONG,
    /** The fields are over the limit: 431. */
    HEAD_TOO_LARGE,
    /** A method or transfer coding that no sidecar can relay: 501. */
    NOT_IMPLEMENTED,
    /** Neither HTTP/1.0 nor HTTP/1.1: 505. */
    VERSION
  }

  /**
   * Why a request is refused.
   *
   * @param detail one sentence for the client; quotes nothing that the client sent
   */
  public record Violation(Kind kind, String detail) {}

  /** Why {@code request} must not be forwarded; null if nothing speaks against it. */
  public static @Nullable Violation check(HttpRequest request) {
    if (request instanceof Http2Request received) {
      return received.violation();
    }
    if (request.decoderResult().isFailure()) {
      return undecodable(request.decoderResult());
    }
    HttpVersion version = request.protocolVersion();
    boolean http11 = version.equals(HttpVersion.HTTP_1_1);
    if (!http11 && !version.equals(HttpVersion.HTTP_1_0)) {
      return new Violation(Kind.VERSION, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
    }
    if (request.method().equals(HttpMethod.CONNECT)) {
      return new Violation(Kind.NOT_IMPLEMENTED, "CONNECT is not supported.");
    }
    return fields(request.headers(), http11);
  }

  /** One pass over the fields that decide where the message goes and where it ends. */
  private static @Nullable Violation fields(HttpHeaders fields, boolean http11) {
    int hosts = 0;
    @Nullable CharSequence length = null;
    @Nullable CharSequence coding = null;
    FieldWalk field = FieldWalk.over(fields);
    while (field.next()) {
      if (field.isNamed(HOST)) {
        hosts++;
      } else if (field.isNamed(CONTENT_LENGTH)) {
        if (length != null) {
          return malformed("Content-Length is given more than once.");
        }
        length = field.value();
      } else if (field.isNamed(TRANSFER_ENCODING)) {
        if (coding != null) {
          return malformed("Transfer-Encoding is given more than once.");
        }
        coding = field.value();
      } else if (field.isNamed(HIXIE_KEY)) {
        // Netty reads 8 bytes of content after such a head, without any framing field (Hixie-76)
        return malformed("WebSocket drafts before RFC 6455 are not supported.");
      }
    }
    if (hosts > 1 || (http11 && hosts == 0)) {
      return malformed("A request has exactly one Host field.");
    }
    return framing(length, coding, http11);
  }

  /** RFC 9112 6.1 to 6.3, with no exceptions. */
  private static @Nullable Violation framing(
      @Nullable CharSequence length, @Nullable CharSequence coding, boolean http11) {
    if (coding != null) {
      if (!http11) {
        return malformed("HTTP/1.0 has no Transfer-Encoding.");
      }
      if (length != null) {
        return malformed("Content-Length and Transfer-Encoding exclude each other.");
      }
      if (!CHUNKED.contentEqualsIgnoreCase(coding)) {
        return transferCoding(coding.toString());
      }
    }
    if (length != null && !isDecimal(length)) {
      return malformed("Content-Length is not a decimal number.");
    }
    return null;
  }

  private static Violation transferCoding(String value) {
    boolean wellFormed = true;
    boolean namesChunked = false;
    for (String coding : value.split(",", -1)) {
      Matcher form = CODING.matcher(coding);
      wellFormed &= form.matches();
      namesChunked |= form.matches() && CHUNKED.contentEqualsIgnoreCase(form.group(1));
    }
    return namesChunked || !wellFormed
        ? malformed("Transfer-Encoding is not exactly \"chunked\".")
        : new Violation(Kind.NOT_IMPLEMENTED, "Transfer-Encoding is not \"chunked\".");
  }

  static boolean isDecimal(CharSequence value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return false;
      }
    }
    return value.length() > 0 && value.length() <= 18;
  }

  private static Violation undecodable(DecoderResult result) {
    return switch (result.cause()) {
      case TooLongHttpLineException e ->
          new Violation(Kind.TARGET_TOO_LONG, "The request line is too long.");
      case TooLongHttpHeaderException e ->
          new Violation(Kind.HEAD_TOO_LARGE, "The fields of the request are too large.");
      case null, default -> malformed("The request is not well-formed HTTP/1.1.");
    };
  }

  private static Violation malformed(String detail) {
    return new Violation(Kind.MALFORMED, detail);
  }
}
