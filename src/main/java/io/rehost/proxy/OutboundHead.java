package io.rehost.proxy;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.rehost.rule.Authority;
import io.rehost.rule.Decision;
import io.rehost.rule.Destination;
import io.rehost.rule.Rule;
import io.rehost.wire.FieldWalk;
import io.rehost.wire.HeadFields;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head that the origin gets: the client's, hop-by-hop fields removed, <em>then</em> the
 * override and what we say of the client set, so that a client can't delete it by naming it in
 * Connection; last what the rule edits, which so may say something else. Order, case and repetition
 * of all other fields stay. Pure.
 */
public final class OutboundHead {
  private static final String TRAILERS = "trailers";

  /** How many fields come to those of the client: our marks, and what is said of it. */
  private static final int MARKS = 2;

  private static final int MARKS_AND_CLAIMS = 6;

  private OutboundHead() {}

  /**
   * The head to send for a rule with a host, as far as it doesn't depend on who the client is.
   *
   * @param upgrade null if no other protocol is asked for
   */
  public static HttpRequest build(
      ClientHead head, Decision.Override decision, @Nullable UpgradeRequest upgrade) {
    return build(head, decision, null, upgrade);
  }

  /**
   * The head to send for a rule with a host.
   *
   * @param forwarded null if nothing is said of the client
   * @param upgrade null if no other protocol is asked for
   */
  static HttpRequest build(
      ClientHead head,
      Decision.Override decision,
      @Nullable ForwardedFields forwarded,
      @Nullable UpgradeRequest upgrade) {
    return build(head, decision.rule(), decision.host(), forwarded, upgrade);
  }

  /**
   * The head to send with the client's own Host, as far as it doesn't depend on who the client is.
   *
   * @param upgrade null if no other protocol is asked for
   */
  public static HttpRequest build(
      ClientHead head, Decision.Keep decision, @Nullable UpgradeRequest upgrade) {
    return build(head, decision, null, upgrade);
  }

  /**
   * The head to send with the client's own Host. A client that gave none, as HTTP/1.0 allows, means
   * the server that it talks to: the upstream.
   *
   * @param forwarded null if nothing is said of the client
   * @param upgrade null if no other protocol is asked for
   */
  static HttpRequest build(
      ClientHead head,
      Decision.Keep decision,
      @Nullable ForwardedFields forwarded,
      @Nullable UpgradeRequest upgrade) {
    return build(head, decision.rule(), host(head, decision), forwarded, upgrade);
  }

  /** The Host of the head that is sent then. */
  static String host(ClientHead head, Decision.Keep decision) {
    String own = head.host();
    return own == null ? defaultHost(decision.destination()) : own;
  }

  private static String defaultHost(Destination destination) {
    var upstream = destination.upstream();
    String withPort = upstream.hostAndPort();
    return upstream.port() == upstream.scheme().defaultPort()
        ? withPort.substring(0, withPort.lastIndexOf(':'))
        : withPort;
  }

  private static HttpRequest build(
      ClientHead head,
      @Nullable Rule rule,
      String host,
      @Nullable ForwardedFields forwarded,
      @Nullable UpgradeRequest upgrade) {
    HttpRequest from = head.request();
    int more = forwarded == null ? MARKS : MARKS_AND_CLAIMS;
    HttpHeaders fields = HeadFields.emptyFor(from.headers(), more);
    if (!from.headers().contains(HttpHeaderNames.HOST)) {
      fields.add(FieldNames.HOST, host);
    }
    boolean trailers = copy(head, rule, host, fields);
    addHopByHop(trailers, upgrade, fields);
    if (forwarded != null) {
      forwarded.set(fields);
    }
    if (rule != null && !rule.requestHeaders().isEmpty()) {
      HeadEdits.apply(rule.requestHeaders(), fields);
    }
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, from.method(), head.target(), fields);
  }

  /** Copies the end-to-end fields; whether the client takes trailers. */
  private static boolean copy(
      ClientHead head, @Nullable Rule rule, String host, HttpHeaders fields) {
    HttpHeaders from = head.request().headers();
    boolean rewritesOrigin = rule != null && rule.request().rewriteOrigin();
    boolean bounded = MaxForwards.applies(head.request().method());
    Set<String> named = HopByHop.named(from);
    boolean trailers = false;
    FieldWalk field = FieldWalk.over(from);
    while (field.next()) {
      if (field.isNamed(HttpHeaderNames.HOST)) {
        field.copyTo(fields, host);
      } else if (field.isNamed(HttpHeaderNames.TRANSFER_ENCODING)) {
        field.copyTo(fields, HttpHeaderValues.CHUNKED); // this hop's framing, which is the same
      } else if (field.isNamed(HttpHeaderNames.TE)) {
        trailers |= AsciiString.containsContentEqualsIgnoreCase(members(field.value()), TRAILERS);
      } else if (HopByHop.isEndToEnd(field, named)) {
        if (rewritesOrigin && namesOrigin(field)) {
          field.copyTo(fields, overridden(field.value().toString(), head, host));
        } else if (bounded && field.isNamed(FieldNames.MAX_FORWARDS)) {
          field.copyTo(fields, MaxForwards.decremented(field.value().toString()));
        } else {
          field.copyTo(fields);
        }
      }
    }
    return trailers;
  }

  /** What is for the next hop only is named in Connection (RFC 9110 7.6.1, 10.1.4, 7.8). */
  private static void addHopByHop(
      boolean trailers, @Nullable UpgradeRequest upgrade, HttpHeaders fields) {
    if (trailers) {
      fields.add(FieldNames.TE, HttpHeaderValues.TRAILERS);
    }
    if (upgrade != null) {
      fields.add(FieldNames.UPGRADE, upgrade.field());
    }
    if (trailers || upgrade != null) {
      fields.add(
          FieldNames.CONNECTION,
          !trailers ? HttpHeaderValues.UPGRADE : upgrade == null ? FieldNames.TE : "TE, upgrade");
    }
  }

  private static List<CharSequence> members(CharSequence list) {
    return Arrays.asList(list.toString().strip().split("\\s*,\\s*", -1));
  }

  private static boolean namesOrigin(FieldWalk field) {
    return field.isNamed(HttpHeaderNames.ORIGIN) || field.isNamed(HttpHeaderNames.REFERER);
  }

  /** A URL that names the client's host names the override instead; any other stays as it is. */
  private static String overridden(String url, ClientHead head, String host) {
    int start = url.indexOf("://") + 3;
    int slash = url.indexOf('/', start);
    int end = slash < 0 ? url.length() : slash;
    return start >= 3 && head.authority().equals(Authority.parse(url.substring(start, end)))
        ? url.substring(0, start) + host + url.substring(end)
        : url;
  }
}
