package io.rehost.observe;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.rehost.proxy.ClientHead;
import io.rehost.proxy.ExchangeView;
import io.rehost.proxy.ProxyError;
import io.rehost.rule.Authority;
import io.rehost.rule.Decision;
import io.rehost.rule.Destination;
import io.rehost.rule.Protocol;
import io.rehost.rule.Rule;
import java.net.InetSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What spans say of exchanges, by OpenTelemetry's semantic conventions for HTTP (1.37, stable), and
 * {@code rehost.rule}. Values of queries are masked; no other field of a head is shown.
 */
final class SpanText {
  private static final Set<String> KNOWN =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> METHOD_ORIGINAL =
      AttributeKey.stringKey("http.request.method_original");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
  private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  private static final AttributeKey<String> QUERY = AttributeKey.stringKey("url.query");
  private static final AttributeKey<String> FULL = AttributeKey.stringKey("url.full");
  private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
  private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
  private static final AttributeKey<String> PEER = AttributeKey.stringKey("network.peer.address");
  private static final AttributeKey<Long> PEER_PORT = AttributeKey.longKey("network.peer.port");
  private static final AttributeKey<String> VERSION =
      AttributeKey.stringKey("network.protocol.version");
  private static final AttributeKey<String> RULE = AttributeKey.stringKey("rehost.rule");

  private SpanText() {}

  /** The name of a span: the method, as no route of the origin's is known here. */
  static String name(@Nullable ClientHead head) {
    return head != null && KNOWN.contains(head.method()) ? head.method() : "HTTP";
  }

  /** What the server's side says when the exchange has ended. */
  static void server(Span span, ExchangeView exchange) {
    ClientHead head = exchange.clientHead();
    common(span, exchange, head);
    peer(span, exchange.client());
    span.setAttribute(CLIENT, AddressText.ip(exchange.client()));
    if (head != null) {
      request(span, exchange.protocol(), head);
    }
    int status = exchange.status();
    ProxyError error = exchange.error();
    if (status != 0) {
      span.setAttribute(STATUS, status);
    }
    outcome(span, error, status, 500);
  }

  private static void request(Span span, Protocol spoken, ClientHead head) {
    String query = query(head);
    span.setAttribute(SCHEME, head.scheme().toString())
        .setAttribute(PATH, head.path())
        .setAttribute(VERSION, version(spoken, head.version()));
    if (query != null) {
      span.setAttribute(QUERY, query);
    }
    address(span, head.authority());
  }

  /** What the client's side, towards the origin, says when the exchange has ended. */
  static void client(Span span, ExchangeView exchange, Destination to, String host) {
    ClientHead head = exchange.clientHead();
    common(span, exchange, head);
    Authority authority = Authority.parse(host);
    if (authority != null) {
      address(span, authority);
    }
    if (head != null && authority != null) {
      String query = query(head);
      span.setAttribute(
          FULL,
          to.upstream().scheme() + "://" + host + head.path() + (query == null ? "" : "?" + query));
    }
    InetSocketAddress connected = exchange.upstream();
    if (connected != null) {
      peer(span, connected);
    }
    Protocol spoken = exchange.upstreamProtocol();
    if (spoken != null) {
      span.setAttribute(VERSION, version(spoken, "HTTP/1.1"));
    }
    boolean answered = exchange.upstreamNanos() >= 0;
    if (answered) {
      span.setAttribute(STATUS, exchange.status());
    }
    outcome(span, exchange.error(), answered ? exchange.status() : 0, 400);
  }

  private static void common(Span span, ExchangeView exchange, @Nullable ClientHead head) {
    String method = head == null ? "" : head.method();
    if (KNOWN.contains(method)) {
      span.setAttribute(METHOD, method);
    } else {
      span.setAttribute(METHOD, "_OTHER");
      if (head != null) {
        span.setAttribute(METHOD_ORIGINAL, method);
      }
    }
    Decision decision = exchange.decision();
    Rule rule = decision == null ? null : decision.rule();
    if (rule != null) {
      span.setAttribute(RULE, rule.name());
    }
  }

  /**
   * An error of ours by its name in Proxy-Status, else a status that counts as one.
   *
   * @param status 0 if there was none
   * @param least the least status that counts
   */
  private static void outcome(Span span, @Nullable ProxyError error, int status, int least) {
    if (error != null) {
      span.setAttribute(ERROR, error.token());
    } else if (status >= least) {
      span.setAttribute(ERROR, Integer.toString(status));
    }
    boolean cutOff = error != null && status < 400;
    if (status >= least || cutOff) {
      span.setStatus(StatusCode.ERROR);
    }
  }

  private static @Nullable String query(ClientHead head) {
    String query = head.query();
    return query == null ? null : MaskedHead.query("?" + query).substring(1);
  }

  private static void address(Span span, Authority authority) {
    String host = authority.host();
    if (host.isEmpty()) {
      return;
    }
    span.setAttribute(SERVER, host.charAt(0) == '[' ? host.substring(1, host.length() - 1) : host);
    if (authority.port() != Authority.NO_PORT) {
      span.setAttribute(SERVER_PORT, authority.port());
    }
  }

  private static void peer(Span span, InetSocketAddress address) {
    span.setAttribute(PEER, AddressText.ip(address)).setAttribute(PEER_PORT, address.getPort());
  }

  private static String version(Protocol spoken, String text) {
    return switch (spoken) {
      case H2, H2C -> "2";
      case HTTP1, AUTO -> text.substring(text.indexOf('/') + 1);
    };
  }
}
