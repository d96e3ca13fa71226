package io.rehost.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a response's head, or of its trailers, judged one by one as HPACK decodes them:
 * only here they are in the order of the wire, as Netty sorts pseudo-fields to the front and joins
 * equal content lengths. After the first that does not pass nothing is kept, so that a head that
 * unfolds to many times its size (RFC 7541 7) costs no memory.
 *
 * <p>Whatever passes means the same in the lines of HTTP/1.1.
 */
final class Http2ResponseFields extends DefaultHttp2Headers {
  /** RFC 9113 6.5.2: what a field counts beside its name and value. */
  private static final int OVERHEAD = 32;

  private static final int USUAL_COUNT = 16;

  private final int limit;
  private long size;
  private boolean regularSeen;
  private @Nullable String problem;

  /** No fields yet; {@code limit} is what SETTINGS_MAX_HEADER_LIST_SIZE says (RFC 9113 6.5.2). */
  Http2ResponseFields(int limit) {
    super(false, USUAL_COUNT);
    this.limit = limit;
  }

  /** The first thing that speaks against the fields; null if nothing does. */
  @Nullable String problem() {
    return problem;
  }

  /** Whether there is a pseudo-field, which no trailers may have (RFC 9113 8.1). */
  boolean hasPseudo() {
    return contains(PseudoHeaderName.STATUS.value());
  }

  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    if (problem != null) {
      return this;
    }
    size += (long) name.length() + value.length() + OVERHEAD;
    problem = size > limit ? "too large" : judge(name, value);
    return problem == null ? super.add(name, value) : clear();
  }

  /** Netty's decoder writes Content-Length anew, at the end; it stays what it was, where it was. */
  @Override
  public Http2Headers setLong(CharSequence name, long value) {
    return this;
  }

  private @Nullable String judge(CharSequence name, CharSequence value) {
    if (!Http2Fields.isValue(value)) {
      return "a control character in a field value, or a blank at its end";
    }
    if (PseudoHeaderName.STATUS.value().contentEquals(name)) {
      return statusProblem(value);
    }
    regularSeen = true;
    if (!Http2Fields.isName(name)) {
      return "a field name that is not a token in lower case"; // as all other pseudo-fields
    }
    if (Http2Fields.isConnectionSpecific(name)) {
      return "a connection-specific field"; // RFC 9113 8.2.2
    }
    return isContentLength(name) ? contentLength(name, value) : null;
  }

  /** RFC 9113 8.3.2. */
  private @Nullable String statusProblem(CharSequence value) {
    if (regularSeen || hasPseudo()) {
      return "a pseudo-field that is repeated, or not the first field";
    }
    boolean code =
        value.length() == 3
            && value.charAt(0) >= '1'
            && value.charAt(0) <= '9'
            && HeadGuard.isDecimal(value);
    return code ? null : "a status that is no code";
  }

  private static boolean isContentLength(CharSequence name) {
    return HttpHeaderNames.CONTENT_LENGTH.contentEquals(name);
  }

  private @Nullable String contentLength(CharSequence name, CharSequence value) {
    return !contains(name) && HeadGuard.isDecimal(value)
        ? null
        : "a content length that is repeated, or no decimal number";
  }
}
