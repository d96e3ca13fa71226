package io.rehost.proxy;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives the client what comes for it: the origin's heads rewritten, and responses of our own. */
final class ResponseRelay {
  private final ExchangeClient client;
  private final ExchangeReport report;
  private final ClientTerms terms;
  private final @Nullable String via;

  private Progress progress = Progress.AWAITED;

  /** What the head that the content belongs to has declared hop-by-hop. */
  private Set<String> hopByHop = Set.of();

  /** How far the response has come; what a tunnel brings for the client counts as content. */
  private enum Progress {
    AWAITED,
    INTERIM,
    STARTED,
    COMPLETE
  }

  /**
   * Relays one exchange's responses.
   *
   * @param via this proxy's name in Via; null for none
   */
  ResponseRelay(
      ExchangeClient client, ExchangeReport report, ClientTerms terms, @Nullable String via) {
    this.client = client;
    this.report = report;
    this.terms = terms;
    this.via = via;
  }

  /** An interim head (RFC 9110 15.2), which a client of HTTP/1.0 does not know. */
  void interim(HttpResponse head) {
    progress = Progress.INTERIM;
    if (terms.http11()) {
      terms.interimSent();
      client.write(ReturnedHead.interim(head, report.head(), via));
    }
  }

  /** Whether an interim response has begun, and has not ended. */
  boolean inInterim() {
    return progress == Progress.INTERIM;
  }

  /** Whether nothing has come, or interim responses only, the last of which has ended. */
  boolean isAwaited() {
    return progress == Progress.AWAITED;
  }

  /** Whether the final head, or the one that opens the tunnel, has come. */
  boolean hasStarted() {
    return progress == Progress.STARTED || isComplete();
  }

  /** Whether the last content has come. */
  boolean isComplete() {
    return progress == Progress.COMPLETE;
  }

  /** The end that the codec puts behind an interim head. */
  void interimEnd(HttpContent end) {
    progress = Progress.AWAITED;
    if (terms.http11()) {
      client.write(end);
    } else {
      end.release();
    }
  }

  /** The final head. */
  void head(HttpResponse head) {
    progress = Progress.STARTED;
    hopByHop = HopByHop.named(head.headers());
    client.write(ReturnedHead.build(head, report.head(), report.decided(), terms, via));
  }

  /** The head of a 101 that was asked for. */
  void switching(HttpResponse head) {
    progress = Progress.STARTED;
    hopByHop = HopByHop.named(head.headers());
    client.write(ReturnedHead.switching(head, report.head(), report.decided(), via));
  }

  /** Content behind the final head or in the tunnel. */
  void content(HttpContent content) {
    report.bytesOut += content.content().readableBytes();
    if (content instanceof LastHttpContent last) {
      progress = Progress.COMPLETE;
      HopByHop.removeFromTrailers(last, hopByHop);
    }
    client.write(content);
  }

  /** A whole response that no origin gave. */
  void own(FullHttpResponse response) {
    if (!terms.keepAlive()) {
      response.headers().set(FieldNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    report.status = response.status().code();
    report.bytesOut = response.content().readableBytes();
    client.write(response);
    client.flush();
  }
}
