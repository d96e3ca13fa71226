package io.rehost.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import io.rehost.rule.Decision;
import io.rehost.rule.Rule;

/**
 * Maps what a response says about the origin back to the names that the client used: Location,
 * Content-Location (RFC 9110 10.2.2, 8.7), Refresh and the Domain of Set-Cookie (RFC 6265).
 * Everything else, and every other byte of these, stays as it is. Pure; costs a switch on the
 * length of the name for any other field.
 */
final class ResponseRewrite {
  private static final AsciiString REFRESH = AsciiString.cached("refresh");

  private ResponseRewrite() {}

  /** The value to return to the client for a field of the response to a request with that head. */
  static CharSequence field(
      CharSequence name, CharSequence value, Decision.Override decision, ClientHead request) {
    Rule.Response mapped = decision.rule().response();
    boolean mayNameOrigin =
        switch (name.length()) {
          case 7 -> mapped.rewriteLocation() && REFRESH.contentEqualsIgnoreCase(name);
          case 8 ->
              mapped.rewriteLocation() && HttpHeaderNames.LOCATION.contentEqualsIgnoreCase(name);
          case 10 ->
              mapped.rewriteCookieDomain()
                  && HttpHeaderNames.SET_COOKIE.contentEqualsIgnoreCase(name);
          case 16 ->
              mapped.rewriteLocation()
                  && HttpHeaderNames.CONTENT_LOCATION.contentEqualsIgnoreCase(name);
          default -> false;
        };
    ReturnNames names = mayNameOrigin ? ReturnNames.of(decision, request) : null;
    return names == null ? value : mapped(name, value.toString(), names);
  }

  private static String mapped(CharSequence name, String value, ReturnNames names) {
    return switch (name.length()) {
      case 7 -> RefreshField.mapped(value, names::url);
      case 10 -> CookieDomain.mapped(value, names);
      default -> names.url(value);
    };
  }
}
