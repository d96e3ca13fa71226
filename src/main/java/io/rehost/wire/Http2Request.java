package io.rehost.wire;

import static java.util.stream.Collectors.joining;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpScheme;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.rehost.wire.HeadGuard.Kind;
import io.rehost.wire.HeadGuard.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of HTTP/2 in the form of HTTP/1.1: Host made of {@code :authority}, cookie crumbs
 * joined, and the framing that HTTP/1.1 needs. All other fields stay as they are, in their order.
 * It is one whatever was received; what must not be forwarded says so in {@link #violation}.
 */
public final class Http2Request extends DefaultHttpRequest {
  private static final AsciiString CONNECT = HttpMethod.CONNECT.asciiName();

  private final @Nullable Violation violation;
  private final boolean malformed;

  private Http2Request(
      HttpMethod method,
      String target,
      HttpHeaders fields,
      @Nullable Violation violation,
      boolean malformed) {
    super(Http2.VERSION, method, target, fields);
    this.violation = violation;
    this.malformed = malformed;
  }

  /**
   * Translates a head.
   *
   * @param head as the server's codec delivers it
   * @param last whether the request ends with its head
   */
  public static Http2Request of(Http2Headers head, boolean last) {
    Violation broken = malformation((Http2RequestFields) head, last);
    if (broken != null) {
      return refused(broken, broken.kind() == Kind.MALFORMED);
    }
    Violation violation = violation(head);
    return violation == null ? translated(head, last) : refused(violation, false);
  }

  /**
   * Translates the fields after the content; null if they are not well-formed, or may be no
   * trailers.
   *
   * @param fields as the server's codec delivers them
   */
  public static @Nullable LastHttpContent trailers(Http2Headers fields) {
    Http2RequestFields judged = (Http2RequestFields) fields;
    if (judged.problem() != null || judged.hasPseudo()) {
      return null;
    }
    LastHttpContent last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
    for (var field : fields) {
      if (TrailerSection.prohibits(field.getKey().toString())) {
        return null;
      }
      last.trailingHeaders().add(field.getKey(), field.getValue());
    }
    return last;
  }

  /** Why it must not be forwarded; null if nothing that can be seen here speaks against it. */
  @Nullable Violation violation() {
    return violation;
  }

  /**
   * Whether it is malformed as RFC 9113 8.1.1 means it, so that its stream must end with an error,
   * after a response or without one.
   */
  public boolean isMalformed() {
    return malformed;
  }

  private static Http2Request refused(Violation violation, boolean malformed) {
    HttpHeaders none = DefaultHttpHeadersFactory.headersFactory().newEmptyHeaders();
    return new Http2Request(HttpMethod.GET, "/", none, violation, malformed);
  }

  private static @Nullable Violation malformation(Http2RequestFields head, boolean last) {
    if (head.problem() != null) {
      return head.problem();
    }
    CharSequence method = head.method();
    if (method == null) {
      return malformed("The method is missing.");
    }
    boolean connect = CONNECT.contentEquals(method);
    if (head.contains(Http2Headers.PseudoHeaderName.PROTOCOL.value()) && !connect) {
      return malformed("A pseudo-field is none of requests.");
    }
    if (!connect && head.scheme() == null) {
      return malformed("The scheme is missing.");
    }
    if (!connect && head.path() == null) {
      return malformed("The path is missing.");
    }
    CharSequence length = head.get(HttpHeaderNames.CONTENT_LENGTH);
    return last && length != null && Long.parseLong(length.toString()) > 0
        ? malformed("Content-Length announces content that does not come.")
        : null;
  }

  /** What is well-formed HTTP/2 but no request that can be served. */
  private static @Nullable Violation violation(Http2Headers head) {
    CharSequence method = head.method();
    if (CONNECT.contentEquals(method)) {
      return new Violation(Kind.NOT_IMPLEMENTED, "CONNECT is not supported.");
    }
    if (!Http2Fields.isToken(method)) {
      return malformed("The method is not a token.");
    }
    if (!isTarget(head.path(), method)) {
      return malformed("The path is not one that a server may be sent.");
    }
    return origin(head);
  }

  /** RFC 9113 8.3.1. */
  private static @Nullable Violation origin(Http2Headers head) {
    boolean https = HttpScheme.HTTPS.name().contentEqualsIgnoreCase(head.scheme());
    if (!https && !HttpScheme.HTTP.name().contentEqualsIgnoreCase(head.scheme())) {
      return malformed("The scheme is neither http nor https.");
    }
    CharSequence authority = head.authority();
    CharSequence host = head.get(HttpHeaderNames.HOST);
    if (authority == null && host == null) {
      return malformed("There is neither an authority nor a Host.");
    }
    if (authority != null && host != null && !isSame(authority, host, https ? ":443" : ":80")) {
      return malformed("The authority and Host disagree.");
    }
    return null;
  }

  /** The same but for case and the scheme's default port: one entity (RFC 9110 4.2.3). */
  private static boolean isSame(CharSequence authority, CharSequence host, String defaultPort) {
    return withoutPort(authority, defaultPort).equalsIgnoreCase(withoutPort(host, defaultPort));
  }

  private static String withoutPort(CharSequence authority, String defaultPort) {
    String text = authority.toString();
    return text.endsWith(defaultPort)
        ? text.substring(0, text.length() - defaultPort.length())
        : text;
  }

  /** Origin-form, or asterisk-form for OPTIONS (RFC 9113 8.3.1), in one piece on a request line. */
  private static boolean isTarget(CharSequence path, CharSequence method) {
    if (path.charAt(0) != '/') {
      return "*".contentEquals(path) && HttpMethod.OPTIONS.asciiName().contentEquals(method);
    }
    for (int i = 1; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c <= ' ' || c == 0x7f || c == '#') {
        return false;
      }
    }
    return true;
  }

  private static Http2Request translated(Http2Headers head, boolean last) {
    // every name and value has been validated as it came in
    HttpHeaders fields =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    CharSequence authority = head.authority();
    if (authority != null) {
      fields.add(HttpHeaderNames.HOST, authority);
    }
    boolean cookie = false;
    for (var field : head) {
      CharSequence name = field.getKey();
      if (name.charAt(0) == ':'
          || (authority != null && HttpHeaderNames.HOST.contentEquals(name))) {
        continue;
      }
      if (!HttpHeaderNames.COOKIE.contentEquals(name)) {
        fields.add(name, field.getValue());
      } else if (!cookie) {
        cookie = true;
        fields.add(name, cookies(head));
      }
    }
    if (!last && !fields.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      fields.add(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    return new Http2Request(
        HttpMethod.valueOf(head.method().toString()), head.path().toString(), fields, null, false);
  }

  /**
   * RFC 9113 8.2.3: crumbs are joined before they leave HTTP/2. Empty ones hold no cookie, and
   * would leave a blank at the end, which is no part of a value.
   */
  private static CharSequence cookies(Http2Headers head) {
    List<CharSequence> crumbs = head.getAll(HttpHeaderNames.COOKIE);
    if (crumbs.size() == 1) {
      return crumbs.getFirst();
    }
    return crumbs.stream().filter(crumb -> !crumb.isEmpty()).collect(joining("; "));
  }

  private static Violation malformed(String detail) {
    return new Violation(Kind.MALFORMED, detail);
  }
}
