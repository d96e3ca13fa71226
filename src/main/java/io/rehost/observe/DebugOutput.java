package io.rehost.observe;

import static java.util.Objects.requireNonNull;

import io.rehost.proxy.ExchangeListener;
import io.rehost.proxy.ExchangeView;
import io.rehost.proxy.SentHead;
import io.rehost.rule.Decision;
import io.rehost.rule.Destination;
import io.rehost.rule.FieldMask;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prints, for each exchange, the address really connected to and the request head as it was sent:
 * what people otherwise put a dump into the origin for. Masked values are shown as {@code ***}.
 */
public final class DebugOutput implements ExchangeListener {
  private static final String MASKED = "***";

  private final FieldMask mask;
  private final Executor writer;
  private final Consumer<String> out;
  private final AtomicLong missed = new AtomicLong();

  /**
   * Prints to {@code out}, one call for each request that is sent.
   *
   * @param writer where {@code out} is called, since it may block; what it rejects is left out, and
   *     the number of those is printed
   */
  public DebugOutput(FieldMask mask, Executor writer, Consumer<String> out) {
    this.mask = mask;
    this.writer = writer;
    this.out = out;
  }

  @Override
  public void requestSent(ExchangeView exchange) {
    SentHead head = requireNonNull(exchange.sentHead());
    StringBuilder text = new StringBuilder("Connected to ");
    text.append(url(exchange, head)).append('\n');
    text.append(head.method()).append(' ').append(head.target()).append(version(exchange));
    head.forEachField(
        (name, value) ->
            text.append(name).append(": ").append(mask.covers(name) ? MASKED : value).append('\n'));
    print(text.toString());
  }

  private static String version(ExchangeView exchange) {
    return switch (exchange.upstreamProtocol()) {
      case H2, H2C -> " HTTP/2\n";
      case AUTO, HTTP1 -> " HTTP/1.1\n";
      case null -> " HTTP/1.1\n";
    };
  }

  private void print(String text) {
    try {
      writer.execute(
          () -> {
            long lost = missed.getAndSet(0);
            out.accept(lost == 0 ? text : "(" + lost + " requests not shown)\n" + text);
          });
    } catch (RejectedExecutionException e) {
      missed.incrementAndGet(); // said with the next one
    }
  }

  private static String url(ExchangeView exchange, SentHead head) {
    Destination destination = destination(exchange.decision());
    String scheme = destination == null ? "http" : destination.upstream().scheme().toString();
    String path = head.target().startsWith("/") ? head.target() : "";
    return scheme + "://" + AddressText.ofNullable(exchange.upstream()) + path;
  }

  private static @Nullable Destination destination(@Nullable Decision decision) {
    return switch (decision) {
      case Decision.Override to -> to.destination();
      case Decision.Keep to -> to.destination();
      case Decision.Reject unused -> null;
      case null -> null;
    };
  }
}
