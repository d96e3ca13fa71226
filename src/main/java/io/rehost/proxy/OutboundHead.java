package io.rehost.proxy;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.rehost.rule.Decision;
import io.rehost.rule.Destination;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The head that the origin gets: the client's, hop-by-hop fields removed, <em>then</em> the
 * override set, so that a client can't delete it by naming it in Connection. Order, case and
 * repetition of all other fields stay. Pure.
 */
public final class OutboundHead {
  private static final String TRAILERS = "trailers";

  private OutboundHead() {}

  /** The head to send for a rule with a host. */
  public static HttpRequest build(ClientHead head, Decision.Override decision) {
    return build(head, decision.host());
  }

  /**
   * The head to send with the client's own Host. A client that gave none, as HTTP/1.0 allows, means
   * the server that it talks to: the upstream.
   */
  public static HttpRequest build(ClientHead head, Decision.Keep decision) {
    String own = head.host();
    return build(head, own == null ? defaultHost(decision.destination()) : own);
  }

  private static String defaultHost(Destination destination) {
    var upstream = destination.upstream();
    String withPort = upstream.hostAndPort();
    return upstream.port() == upstream.scheme().defaultPort()
        ? withPort.substring(0, withPort.lastIndexOf(':'))
        : withPort;
  }

  private static HttpRequest build(ClientHead head, String host) {
    HttpRequest from = head.request();
    // every name and value has been validated on the way in
    HttpHeaders to = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    if (head.host() == null || !from.headers().contains(HttpHeaderNames.HOST)) {
      to.add(FieldNames.HOST, host);
    }
    copy(from.headers(), to, host);
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, from.method(), head.target(), to);
  }

  private static void copy(HttpHeaders from, HttpHeaders to, String host) {
    Set<String> named = HopByHop.named(from);
    boolean trailers = false;
    var fields = from.iteratorCharSequence();
    while (fields.hasNext()) {
      var field = fields.next();
      CharSequence name = field.getKey();
      if (HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)) {
        to.add(name, host);
      } else if (HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name)) {
        to.add(name, HttpHeaderValues.CHUNKED); // this hop's framing, which is the same
      } else if (HttpHeaderNames.TE.contentEqualsIgnoreCase(name)) {
        trailers |=
            AsciiString.containsContentEqualsIgnoreCase(members(field.getValue()), TRAILERS);
      } else if (!HopByHop.always(name)
          && (named.isEmpty() || !named.contains(name.toString().toLowerCase(Locale.ROOT)))) {
        to.add(name, field.getValue());
      }
    }
    if (trailers) {
      to.add(FieldNames.TE, HttpHeaderValues.TRAILERS);
      to.add(FieldNames.CONNECTION, FieldNames.TE);
    }
  }

  private static List<CharSequence> members(CharSequence list) {
    return Arrays.asList(list.toString().strip().split("\\s*,\\s*"));
  }
}
