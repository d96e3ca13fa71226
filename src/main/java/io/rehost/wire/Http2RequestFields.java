package io.rehost.wire;

import io.netty.util.AsciiString;
import io.rehost.wire.HeadGuard.Kind;
import io.rehost.wire.HeadGuard.Violation;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a request's head, or of its trailers. */
final class Http2RequestFields extends JudgedFields<Violation> {
  /** ":protocol" (RFC 8441) only comes with CONNECT, which is refused as a whole. */
  private static final Set<AsciiString> PSEUDO =
      Set.of(
          PseudoHeaderName.METHOD.value(),
          PseudoHeaderName.SCHEME.value(),
          PseudoHeaderName.AUTHORITY.value(),
          PseudoHeaderName.PATH.value(),
          PseudoHeaderName.PROTOCOL.value());

  private boolean regularSeen;

  /** No fields yet; {@code limit} is what SETTINGS_MAX_HEADER_LIST_SIZE says (RFC 9113 6.5.2). */
  Http2RequestFields(int limit) {
    super(limit);
  }

  /** Whether there is a pseudo-field, which no trailers may have (RFC 9113 8.1). */
  boolean hasPseudo() {
    return !isEmpty() && iterator().next().getKey().charAt(0) == ':';
  }

  @Override
  Violation tooLarge(CharSequence name) {
    return PseudoHeaderName.PATH.value().contentEquals(name)
        ? new Violation(Kind.TARGET_TOO_LONG, "The request target is too long.")
        : new Violation(Kind.HEAD_TOO_LARGE, "The fields of the request are too large.");
  }

  @Override
  @Nullable Violation judge(CharSequence name, CharSequence value) {
    if (!Http2Fields.isValue(value)) {
      return malformed("A field value has a control character, or a blank at an end.");
    }
    if (!name.isEmpty() && name.charAt(0) == ':') {
      return pseudo(name, value);
    }
    regularSeen = true;
    if (!Http2Fields.isName(name)) {
      return malformed("A field name is not a token in lower case.");
    }
    return regular(name, value);
  }

  /** RFC 9113 8.3. */
  private @Nullable Violation pseudo(CharSequence name, CharSequence value) {
    if (regularSeen) {
      return malformed("A pseudo-field comes after other fields.");
    }
    if (!PSEUDO.contains(AsciiString.of(name))) {
      return malformed("A pseudo-field is none of requests.");
    }
    if (contains(name)) {
      return malformed("A pseudo-field is given more than once.");
    }
    return value.isEmpty() ? malformed("A pseudo-field is empty.") : null;
  }

  /** RFC 9113 8.2.2, and what decides where the message goes and where it ends. */
  private @Nullable Violation regular(CharSequence name, CharSequence value) {
    if (Http2Fields.isConnectionSpecific(name)) {
      return malformed("HTTP/2 has no connection-specific fields.");
    }
    return switch (name.toString()) {
      case "te" ->
          "trailers".contentEquals(value) ? null : malformed("TE is not exactly \"trailers\".");
      case "host" -> contains(name) ? malformed("Host is given more than once.") : null;
      case "content-length" -> {
        if (contains(name)) {
          yield malformed("Content-Length is given more than once.");
        }
        yield HeadGuard.isDecimal(value)
            ? null
            : malformed("Content-Length is not a decimal number.");
      }
      // an origin may read 8 bytes of content after such a head (Hixie-76), as Netty does
      case "sec-websocket-key1" -> malformed("WebSocket drafts before RFC 6455 are not supported.");
      default -> null;
    };
  }

  private static Violation malformed(String detail) {
    return new Violation(Kind.MALFORMED, detail);
  }
}
