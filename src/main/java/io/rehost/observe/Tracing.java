package io.rehost.observe;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.rehost.proxy.ClientHead;
import io.rehost.proxy.ExchangeListener;
import io.rehost.proxy.ExchangeTrace;
import io.rehost.proxy.ExchangeView;
import io.rehost.rule.Decision;
import io.rehost.rule.Destination;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span for what a client asked and one, below it, for what was asked of the origin. The
 * origin's own spans go below the latter: its context takes the place of the client's {@code
 * traceparent}. A request that is sent again stays one span. On event loops; never blocks.
 */
public final class Tracing implements ExchangeListener, AutoCloseable {
  private static final long END_SECONDS = 2;
  private static final W3CTraceContextPropagator CONTEXT = W3CTraceContextPropagator.getInstance();

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /**
   * Traces by {@code provider}, which {@link #close} shuts down.
   *
   * @param version of this program
   */
  Tracing(SdkTracerProvider provider, String version) {
    this.provider = provider;
    this.tracer = provider.get("io.rehost", version);
  }

  @Override
  public @Nullable ExchangeTrace forwarded(ExchangeView exchange) {
    return switch (exchange.decision()) {
      case Decision.Override to -> begin(exchange, to.destination(), to.host());
      case Decision.Keep to -> begin(exchange, to.destination(), ownHost(exchange));
      case Decision.Reject _ -> null;
      case null -> null;
    };
  }

  private static String ownHost(ExchangeView exchange) {
    ClientHead head = exchange.clientHead();
    String host = head == null ? null : head.host();
    return host == null ? "" : host;
  }

  private ExchangeTrace begin(ExchangeView exchange, Destination to, String host) {
    Context clients = contextOf(exchange.clientHead());
    Span server = builder(exchange, SpanKind.SERVER).setParent(clients).startSpan();
    Span client = builder(exchange, SpanKind.CLIENT).setParent(clients.with(server)).startSpan();
    boolean continues = Span.fromContext(clients).getSpanContext().isValid();
    return new TracedExchange(server, client, to, host, continues);
  }

  private SpanBuilder builder(ExchangeView exchange, SpanKind kind) {
    return tracer.spanBuilder(SpanText.name(exchange.clientHead())).setSpanKind(kind);
  }

  private static Context contextOf(@Nullable ClientHead head) {
    return head == null ? Context.root() : CONTEXT.extract(Context.root(), head, Fields.OF_HEAD);
  }

  @Override
  public void exchangeEnded(ExchangeView exchange) {
    if (exchange.trace() instanceof TracedExchange traced) {
      endClient(traced, exchange);
      end(traced.server(), exchange);
    } else {
      end(ofUnforwarded(exchange), exchange);
    }
  }

  private static void endClient(TracedExchange traced, ExchangeView exchange) {
    Span client = traced.client();
    if (client.isRecording()) {
      String sent = exchange.sentHost();
      SpanText.client(client, exchange, traced.destination(), sent == null ? traced.host() : sent);
    }
    client.end();
  }

  private Span ofUnforwarded(ExchangeView exchange) {
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    return builder(exchange, SpanKind.SERVER)
        .setParent(contextOf(exchange.clientHead()))
        .setStartTimestamp(now - exchange.durationNanos(), TimeUnit.NANOSECONDS)
        .startSpan();
  }

  private static void end(Span server, ExchangeView exchange) {
    if (server.isRecording()) {
      SpanText.server(server, exchange);
    }
    server.end();
  }

  /** Sends what is waiting, for two seconds at most. */
  @Override
  public void close() {
    var unused = provider.shutdown().join(END_SECONDS, TimeUnit.SECONDS);
  }

  /** Fields of a client's head; what must be there once counts for nothing if it is repeated. */
  private enum Fields implements TextMapGetter<ClientHead> {
    OF_HEAD;

    private static final String STATE = "tracestate";

    @Override
    public Iterable<String> keys(ClientHead head) {
      return List.of(); // asked for by other propagators only
    }

    @Override
    public @Nullable String get(@Nullable ClientHead head, String name) {
      List<String> values = head == null ? List.of() : head.fieldValues(name);
      if (name.equals(STATE) && !values.isEmpty()) {
        return String.join(",", values); // Trace Context 3.3.1
      }
      return values.size() == 1 ? values.getFirst() : null;
    }
  }
}
