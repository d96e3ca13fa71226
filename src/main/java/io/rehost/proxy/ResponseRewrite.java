package io.rehost.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.rehost.rule.Decision;
import io.rehost.rule.Rule;
import io.rehost.wire.FieldWalk;

/**
 * Maps what a response says about the origin back to the names that the client used: Location,
 * Content-Location (RFC 9110 10.2.2, 8.7), Refresh and the Domain of Set-Cookie (RFC 6265).
 * Everything else, and every other byte of these, stays as it is. Pure; costs a switch on the
 * length of the name for any other field.
 */
final class ResponseRewrite {
  private static final AsciiString REFRESH = AsciiString.cached("refresh");

  private ResponseRewrite() {}

  /** Copies a field of the response to a request with that head as the client gets it. */
  static void copy(
      FieldWalk field, HttpHeaders to, Decision.Override decision, ClientHead request) {
    Rule.Response mapped = decision.rule().response();
    boolean mayNameOrigin =
        switch (field.nameLength()) {
          case 7 -> mapped.rewriteLocation() && field.isNamed(REFRESH);
          case 8 -> mapped.rewriteLocation() && field.isNamed(HttpHeaderNames.LOCATION);
          case 10 -> mapped.rewriteCookieDomain() && field.isNamed(HttpHeaderNames.SET_COOKIE);
          case 16 -> mapped.rewriteLocation() && field.isNamed(HttpHeaderNames.CONTENT_LOCATION);
          default -> false;
        };
    ReturnNames names = mayNameOrigin ? ReturnNames.of(decision, request) : null;
    if (names == null) {
      field.copyTo(to);
    } else {
      field.copyTo(to, mapped(field.nameLength(), field.value().toString(), names));
    }
  }

  private static String mapped(int nameLength, String value, ReturnNames names) {
    return switch (nameLength) {
      case 7 -> RefreshField.mapped(value, names::url);
      case 10 -> CookieDomain.mapped(value, names);
      default -> names.url(value);
    };
  }
}
