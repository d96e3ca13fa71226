package io.rehost.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;

/** The fields of a response's head, or of its trailers; a problem is told in a few words. */
final class Http2ResponseFields extends JudgedFields<String> {
  private boolean regularSeen;

  /** No fields yet; {@code limit} is what SETTINGS_MAX_HEADER_LIST_SIZE says (RFC 9113 6.5.2). */
  Http2ResponseFields(int limit) {
    super(limit);
  }

  /** Whether there is a pseudo-field, which no trailers may have (RFC 9113 8.1). */
  boolean hasPseudo() {
    return contains(PseudoHeaderName.STATUS.value());
  }

  @Override
  String tooLarge(CharSequence name) {
    return "too large";
  }

  @Override
  @Nullable String judge(CharSequence name, CharSequence value) {
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
