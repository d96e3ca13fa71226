package io.rehost.proxy;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.rehost.rule.Decision;
import io.rehost.rule.Rule;
import io.rehost.wire.FieldWalk;
import io.rehost.wire.HeadFields;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head that the client gets: the origin's, its names mapped back if they were overridden,
 * framed and kept alive for the client's hop. It is made of the origin's, which nobody may use from
 * then on.
 */
final class ReturnedHead {
  private ReturnedHead() {}

  /**
   * An interim (1xx) head, relayed as it is (RFC 9110 15.2).
   *
   * @param via this proxy's name in Via; null for none
   */
  static HttpResponse interim(HttpResponse from, ClientHead request, @Nullable String via) {
    HttpHeaders fields = endToEnd(from.headers(), request, null);
    Via.mark(via, from.protocolVersion(), fields);
    return withFields(from, fields);
  }

  /**
   * The head of a 101 (RFC 9110 15.2.2). Unlike other interim ones it is the last word of HTTP: it
   * is mapped back and edited as a final head is.
   *
   * @param decision what was done with the request
   * @param via this proxy's name in Via; null for none
   */
  static HttpResponse switching(
      HttpResponse from, ClientHead request, Decision decision, @Nullable String via) {
    String protocols = String.join(", ", from.headers().getAll(FieldNames.UPGRADE));
    HttpHeaders fields = edited(from, request, decision, via);
    fields.remove(HttpHeaderNames.CONTENT_LENGTH); // there is no content (RFC 9110 8.6)
    fields.add(FieldNames.UPGRADE, protocols);
    fields.add(FieldNames.CONNECTION, HttpHeaderValues.UPGRADE);
    return withFields(from, fields);
  }

  /**
   * A final head.
   *
   * @param request the head of the request that it answers
   * @param decision what was done with the request
   * @param terms of the client; closed here if only that can end the response
   * @param via this proxy's name in Via; null for none
   */
  static HttpResponse build(
      HttpResponse from,
      ClientHead request,
      Decision decision,
      ClientTerms terms,
      @Nullable String via) {
    HttpHeaders fields = edited(from, request, decision, via);
    boolean delimited =
        !hasContent(from, request.method()) || fields.contains(HttpHeaderNames.CONTENT_LENGTH);
    if (!delimited && terms.http11()) {
      fields.add(FieldNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    } else if (!delimited) {
      terms.close();
    }
    if (!terms.keepAlive()) {
      fields.add(FieldNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (!terms.http11()) {
      fields.add(FieldNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return withFields(from, fields);
  }

  private static HttpResponse withFields(HttpResponse from, HttpHeaders fields) {
    return fields == from.headers()
        ? from.setProtocolVersion(HttpVersion.HTTP_1_1)
        : new DefaultHttpResponse(HttpVersion.HTTP_1_1, from.status(), fields);
  }

  /** The fields for the client, as the rule wants them. */
  private static HttpHeaders edited(
      HttpResponse from, ClientHead request, Decision decision, @Nullable String via) {
    HttpHeaders fields =
        endToEnd(from.headers(), request, decision instanceof Decision.Override it ? it : null);
    Rule rule = decision.rule();
    if (rule != null && !rule.responseHeaders().isEmpty()) {
      HeadEdits.apply(rule.responseHeaders(), fields);
    }
    Via.mark(via, from.protocolVersion(), fields);
    return fields;
  }

  /** Whether a response with that status, to that method, has content (RFC 9112 6.3). */
  private static boolean hasContent(HttpResponse head, String method) {
    int status = head.status().code();
    return !method.equals("HEAD")
        && status != 204
        && status != 304
        && head.status().codeClass() != HttpStatusClass.INFORMATIONAL;
  }

  /** The fields for the client, those mapped back that name the origin as the override did. */
  private static HttpHeaders endToEnd(
      HttpHeaders from, ClientHead request, Decision.@Nullable Override override) {
    Set<String> named = HopByHop.named(from);
    FieldWalk field = FieldWalk.over(from);
    HttpHeaders to = HeadFields.remainderOf(from);
    while (field.next()) {
      if (HopByHop.isEndToEnd(field, named)) {
        if (override == null) {
          field.copyTo(to);
        } else {
          ResponseRewrite.copy(field, to, override, request);
        }
      }
    }
    return to;
  }
}
