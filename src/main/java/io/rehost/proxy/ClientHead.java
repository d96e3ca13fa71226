package io.rehost.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.rehost.rule.Authority;
import io.rehost.rule.Destination;
import io.rehost.rule.RequestHead;
import io.rehost.rule.Upstream.Scheme;
import io.rehost.wire.Http2Request;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request head as the client means it: its target reduced to origin-form, its authority from
 * where it counts (RFC 9112 3.2 and 3.3).
 */
public final class ClientHead implements RequestHead {
  private static final Authority NONE = new Authority("", Authority.NO_PORT);

  private final HttpRequest request;
  private final Scheme scheme;
  private final String target;
  private final int pathEnd;
  private final @Nullable String host;
  private final Authority authority;

  private ClientHead(
      HttpRequest request,
      Scheme scheme,
      String target,
      @Nullable String host,
      Authority authority) {
    this.request = request;
    this.scheme = scheme;
    this.target = target;
    this.host = host;
    this.authority = authority;
    int query = target.indexOf('?');
    this.pathEnd = query < 0 ? target.length() : query;
  }

  /**
   * Reads a request that {@link io.rehost.wire.HeadGuard} has let pass.
   *
   * @param scheme of the URL that the client used
   * @return null if the target is in no form that a server may be sent, or names an invalid host
   */
  public static @Nullable ClientHead of(HttpRequest request, Scheme scheme) {
    String uri = request.uri();
    String host = request.headers().get(HttpHeaderNames.HOST);
    String target = uri;
    if (uri.isEmpty() || uri.charAt(0) != '/') {
      if (!uri.equals("*")) {
        int start = authorityStart(uri);
        if (start < 0) {
          return null;
        }
        int end = authorityEnd(uri, start);
        target = originForm(uri.substring(end), request.method());
        // RFC 9112 3.2.2: a server ignores the Host that came with an absolute-form target;
        // but one that is invalid makes the request invalid
        if (host != null && Authority.parse(host) == null) {
          return null;
        }
        host = uri.substring(start, end);
      } else if (!request.method().equals(HttpMethod.OPTIONS)) {
        return null;
      }
    }
    int fragment = target.indexOf('#');
    Authority authority = host == null ? NONE : Authority.parse(host);
    return authority == null || fragment >= 0
        ? null
        : new ClientHead(request, scheme, target, host, authority);
  }

  private static int authorityStart(String uri) {
    if (uri.regionMatches(true, 0, "http://", 0, 7)) {
      return 7;
    }
    return uri.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
  }

  private static int authorityEnd(String uri, int start) {
    for (int i = start; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c == '/' || c == '?' || c == '#') {
        return i;
      }
    }
    return uri.length();
  }

  /** RFC 9112 3.2.1: an empty path is sent as "/"; 3.2.4: but as "*" for OPTIONS without query. */
  private static String originForm(String pathAndQuery, HttpMethod method) {
    if (pathAndQuery.isEmpty()) {
      return method.equals(HttpMethod.OPTIONS) ? "*" : "/";
    }
    return pathAndQuery.charAt(0) == '/' ? pathAndQuery : "/" + pathAndQuery;
  }

  @Override
  public String method() {
    return request.method().name();
  }

  @Override
  public Authority authority() {
    return authority;
  }

  @Override
  public String path() {
    return pathEnd == target.length() ? target : target.substring(0, pathEnd);
  }

  @Override
  public @Nullable String query() {
    return pathEnd == target.length() ? null : target.substring(pathEnd + 1);
  }

  @Override
  public List<String> fieldValues(String name) {
    return request.headers().getAll(name);
  }

  /**
   * What it asks to be upgraded to on its way to {@code to}; null if to nothing that may be.
   *
   * @param allowed names of protocols, in lower case
   */
  public @Nullable UpgradeRequest upgrade(Set<String> allowed, Destination to) {
    return UpgradeRequest.of(request, allowed, to);
  }

  /** Whether to send it twice is the same as to send it once (RFC 9110 9.2.2). */
  boolean isIdempotent() {
    return switch (method()) {
      case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
      default -> false;
    };
  }

  /** The target in origin-form or asterisk-form, byte for byte what the client sent of it. */
  String target() {
    return target;
  }

  /** The authority that counts, as the client wrote it; null if an HTTP/1.0 client gave none. */
  public @Nullable String host() {
    return host;
  }

  /** The scheme of the URL that the client used. */
  public Scheme scheme() {
    return scheme;
  }

  /** The request target as the client sent it, in whatever form. */
  public String requestTarget() {
    return request.uri();
  }

  /** The name of the protocol's version: {@code HTTP/1.1}, {@code HTTP/1.0}, {@code HTTP/2.0}. */
  public String version() {
    return request.protocolVersion().text();
  }

  /**
   * Calls {@code field} with name and value of each field, in the order of the wire, nothing
   * masked; those of HTTP/2 in the form of HTTP/1.1: Host for {@code :authority}, cookie crumbs
   * joined, without framing that was not there.
   */
  public void forEachField(BiConsumer<String, String> field) {
    HopByHop.forEachField(request.headers(), request instanceof Http2Request, field);
  }

  HttpRequest request() {
    return request;
  }
}
