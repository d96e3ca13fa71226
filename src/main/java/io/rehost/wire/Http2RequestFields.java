package io.rehost.wire;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.rehost.wire.HeadGuard.Kind;
import io.rehost.wire.HeadGuard.Violation;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request's head, or of its trailers, judged one by one as HPACK decodes them: only
 * here they are in the order of the wire, as Netty sorts pseudo-fields to the front and joins equal
 * content lengths. After the first violation nothing is kept, so that a head that unfolds to many
 * times its size (RFC 7541 7) costs no memory.
 *
 * <p>Whatever passes means the same in the lines of HTTP/1.1.
 */
final class Http2RequestFields extends DefaultHttp2Headers {
  /** RFC 9113 6.5.2: what a field counts beside its name and value. */
  private static final int OVERHEAD = 32;

  private static final int USUAL_COUNT = 16;

  /** ":protocol" (RFC 8441) only comes with CONNECT, which is refused as a whole. */
  private static final Set<AsciiString> PSEUDO =
      Set.of(
          PseudoHeaderName.METHOD.value(),
          PseudoHeaderName.SCHEME.value(),
          PseudoHeaderName.AUTHORITY.value(),
          PseudoHeaderName.PATH.value(),
          PseudoHeaderName.PROTOCOL.value());

  private final int limit;
  private long size;
  private boolean regularSeen;
  private @Nullable Violation violation;

  /** No fields yet; {@code limit} is what SETTINGS_MAX_HEADER_LIST_SIZE says (RFC 9113 6.5.2). */
  Http2RequestFields(int limit) {
    super(false, USUAL_COUNT);
    this.limit = limit;
  }

  /** The first thing that speaks against the fields; null if nothing does. */
  @Nullable Violation violation() {
    return violation;
  }

  /** Whether there is a pseudo-field, which no trailers may have (RFC 9113 8.1). */
  boolean hasPseudo() {
    return !isEmpty() && iterator().next().getKey().charAt(0) == ':';
  }

  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    if (violation != null) {
      return this;
    }
    size += (long) name.length() + value.length() + OVERHEAD;
    violation = size > limit ? tooLarge(name) : judge(name, value);
    return violation == null ? super.add(name, value) : clear();
  }

  private static Violation tooLarge(CharSequence name) {
    return PseudoHeaderName.PATH.value().contentEquals(name)
        ? new Violation(Kind.TARGET_TOO_LONG, "The request target is too long.")
        : new Violation(Kind.HEAD_TOO_LARGE, "The fields of the request are too large.");
  }

  /** Netty's decoder writes Content-Length anew, at the end; it stays what it was, where it was. */
  @Override
  public Http2Headers setLong(CharSequence name, long value) {
    return this;
  }

  private @Nullable Violation judge(CharSequence name, CharSequence value) {
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
