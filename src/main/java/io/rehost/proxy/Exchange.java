package io.rehost.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.rehost.rule.Decision;
import io.rehost.rule.RuleSet;
import io.rehost.upstream.ResponseListener;
import io.rehost.upstream.UpstreamFailure;
import io.rehost.upstream.UpstreamStream;
import io.rehost.wire.HeadGuard;
import java.lang.System.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The life of one request: checked, decided by the rules in force, rewritten, sent to the fixed
 * upstream; its response relayed; content streamed both ways as fast as the slower side takes it.
 * After a 101 that goes on as a tunnel, until both directions have ended.
 */
final class Exchange implements ResponseListener {
  private static final Logger LOG = System.getLogger(Exchange.class.getName());

  private final ExchangeClient client;
  private final Worker worker;
  private final ExchangeReport report;
  private final ClientTerms terms = new ClientTerms();
  private final ResponseRelay relay;

  private @Nullable UpstreamLeg upstream;
  private boolean requestComplete;
  private boolean tunnel;
  private boolean ended;

  Exchange(ExchangeClient client, Worker worker) {
    this.client = client;
    this.worker = worker;
    this.report = new ExchangeReport(worker.index(), client);
    this.relay = new ResponseRelay(client, report, terms, worker.settings().via());
  }

  void start(HttpRequest request) {
    HeadGuard.Violation violation = HeadGuard.check(request);
    if (violation != null) {
      refuse(ProxyError.of(violation.kind()), violation.detail());
      return;
    }
    ClientHead head = ClientHead.of(request, client.scheme());
    if (head == null) {
      refuse(ProxyError.MALFORMED_REQUEST, "The request target or the Host is not valid.");
      return;
    }
    report.clientHead = head;
    terms.read(request);
    touch(report.startedAt());
    if (LoopGuard.detects(worker.settings().loopId(), request.headers())) {
      fail(ProxyError.LOOP, "This proxy has already sent this request.");
      return;
    }
    switch (MaxForwards.judge(request)) {
      case FORWARD -> forward(head);
      case ANSWER -> answer(FinalResponse.to(request));
      case MALFORMED -> fail(ProxyError.MALFORMED_REQUEST, "Max-Forwards is not one number.");
    }
  }

  private void forward(ClientHead head) {
    RuleSet rules = worker.rules().current();
    if (rules == null) {
      fail(ProxyError.NO_RULES, "There are no rules yet.");
      return;
    }
    Decision decision = rules.decide(head);
    report.decision = decision;
    switch (decision) {
      case Decision.Override to -> upstream = OutboundRequest.leg(this, worker, report, to);
      case Decision.Keep to -> upstream = OutboundRequest.leg(this, worker, report, to);
      case Decision.Reject reject -> fail(ProxyError.of(reject.cause()), reject.detail());
    }
    if (upstream != null) {
      upstream.start();
    }
  }

  /** The head goes out over {@code connection}. */
  void requestSent(HttpRequest request, UpstreamStream connection) {
    report.sentOver(request, connection);
    if (requestComplete) {
      long now = System.nanoTime();
      report.requestSent(now);
      touch(now); // the time until now was the connection's
    }
    worker.listener().requestSent(report);
  }

  /** Content of the request; the last one ends it. */
  void requestContent(HttpContent content) {
    long now = System.nanoTime();
    report.bytesIn += content.content().readableBytes();
    if (content instanceof LastHttpContent last) {
      HopByHop.removeFromTrailers(last, report.head().request().headers());
      requestComplete = true;
      report.requestSent(now);
    }
    requireNonNull(upstream).write(content);
    touch(now);
    if (tunnel && requestComplete && relay.isComplete()) {
      complete();
    }
  }

  /** All that was read from the client has been handed over. */
  void requestReadComplete() {
    if (upstream != null) {
      upstream.flush();
    }
  }

  boolean takesRequestContent() {
    return requestComplete || (upstream != null && upstream.takesContent());
  }

  @Override
  public void upstreamWritabilityChanged() {
    client.updateReading();
  }

  @Override
  public void responseHead(HttpResponse head) {
    if (head.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      openTunnel(head);
      return;
    }
    if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      relay.interim(head);
      return;
    }
    long now = System.nanoTime();
    report.responseStarted(head.status().code(), requestComplete, now);
    requireNonNull(upstream).responseStarts(head);
    terms.responseStarts(requestComplete, worker.drain().announced());
    relay.head(head);
    touch(now);
  }

  /** The last word of HTTP; the request goes on, with content of another protocol. */
  private void openTunnel(HttpResponse head) {
    UpstreamLeg leg = requireNonNull(upstream);
    if (!leg.askedFor(head)) {
      fail(ProxyError.UPGRADE_FAILED, "The upstream changed the protocol without being asked.");
      return;
    }
    long now = System.nanoTime();
    report.responseStarted(head.status().code(), requestComplete, now);
    tunnel = true;
    requestComplete = false;
    terms.close();
    relay.switching(head);
    client.openTunnel();
    leg.openTunnel();
    touch(now);
  }

  @Override
  public void responseContent(HttpContent content) {
    if (relay.inInterim()) {
      relay.interimEnd(content);
      return;
    }
    relay.content(content);
    if (relay.isComplete() && (!tunnel || requestComplete)) {
      complete();
      return;
    }
    touch(System.nanoTime());
    if (!client.isWritable()) {
      requireNonNull(upstream).setReading(false);
    }
  }

  @Override
  public void responseReadComplete() {
    client.flush();
  }

  void clientWritabilityChanged() {
    if (upstream != null) {
      upstream.setReading(client.isWritable());
    }
  }

  private void complete() {
    client.flush();
    requireNonNull(upstream).end(requestComplete);
    end();
    client.exchangeEnded(terms.keepAlive());
  }

  @Override
  public void responseFailed(UpstreamFailure failure) {
    boolean repeated =
        relay.isAwaited() && requireNonNull(upstream).repeat(failure, report.head().isIdempotent());
    if (repeated) {
      touch(System.nanoTime());
    } else {
      report.failedAt(failure.address());
      fail(ProxyError.of(failure.kind()), failure.detail());
    }
  }

  /** The client's content is not what its head promised. */
  void requestBroken() {
    refuse(ProxyError.MALFORMED_REQUEST, "The request's content is not well-formed.");
  }

  /** Answers with a failure after which nothing more can be read from this client. */
  void refuse(ProxyError cause, String detail) {
    terms.close();
    fail(cause, detail);
  }

  private void fail(ProxyError cause, String detail) {
    if (ended) {
      return;
    }
    report.error = cause;
    if (upstream != null) {
      upstream.drop();
    }
    if (relay.hasStarted()) {
      end();
      client.reset();
      return;
    }
    var nextHop = upstream == null ? null : upstream.destination().upstream();
    answer(FailureResponse.build(cause, detail, nextHop));
  }

  /** Sends a whole response of our own. */
  private void answer(FullHttpResponse own) {
    terms.responseStarts(requestComplete, worker.drain().announced());
    relay.own(own);
    end();
    client.exchangeEnded(terms.keepAlive());
  }

  /** A bug of ours: said with its stack, answered if that is still possible. */
  void defect(Throwable cause) {
    LOG.log(Logger.Level.ERROR, "An exchange failed by a defect of the proxy", cause);
    refuse(ProxyError.INTERNAL, "The proxy failed.");
  }

  /** Nobody is there any more to get the response. */
  void clientGone() {
    if (!ended) {
      if (upstream != null) {
        upstream.drop();
      }
      end();
    }
  }

  void deadlinePassed() {
    if (tunnel) {
      fail(ProxyError.TUNNEL_IDLE, "Nothing came either way in time.");
    } else if (!requestComplete && takesRequestContent()) {
      refuse(ProxyError.REQUEST_TIMEOUT, "The request's content did not arrive in time.");
    } else {
      fail(ProxyError.RESPONSE_TIMEOUT, "The upstream did not respond in time.");
    }
  }

  /** Something has happened {@code now}: both sides have their time again. */
  private void touch(long now) {
    boolean awaitsResponse = requestComplete && !relay.hasStarted();
    boolean connected = upstream != null && upstream.isConnected();
    var limit = worker.settings().silence(awaitsResponse, connected, report.rule());
    client.deadline().set(now, limit.toNanos());
  }

  private void end() {
    ended = true;
    report.ended();
    worker.listener().exchangeEnded(report);
  }
}
