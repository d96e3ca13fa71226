package io.rehost.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.ExchangeView;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Contract 7, tap: bounded for each listener, off the hot path unless someone listens. */
class TapTest {
  private static final int MANY = 10_000;

  private final Tap tap = new Tap(2, TestExchange.MASK, 2);
  private final TestExchange exchange = new TestExchange(TestExchange.decidedBy("b2"), null, 200);

  private TapQueue open(TapFilter filter, int perSecond) {
    return Objects.requireNonNull(tap.open(filter, perSecond));
  }

  /** Notes which of an exchange's values are asked for. */
  private static ExchangeView noting(ExchangeView exchange, List<String> asked) {
    return (ExchangeView)
        Proxy.newProxyInstance(
            ExchangeView.class.getClassLoader(),
            new Class<?>[] {ExchangeView.class},
            (proxy, method, arguments) -> {
              asked.add(method.getName());
              try {
                return method.invoke(exchange, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void anExchangeIsNotLookedAtWhileNobodyListens() {
    List<String> asked = new ArrayList<>();
    tap.close(open(TapFilter.ANY, 1));

    tap.exchangeEnded(noting(exchange, asked));

    assertThat(asked).isEmpty();
  }

  @Test
  void headsAreNotTakenForExchangesThatNobodyWants() {
    List<String> asked = new ArrayList<>();
    TapQueue errors = open(Objects.requireNonNull(TapFilter.ANY.withStatus("5xx")), MANY);

    tap.exchangeEnded(noting(exchange, asked));

    assertThat(asked).doesNotContain("clientHead", "sentHead");
    assertThat(errors.take(MANY)).isEmpty();
    assertThat(errors.takeDropped()).isZero();
  }

  @Test
  void everyListenerGetsWhatItAskedFor() {
    TapQueue all = open(TapFilter.ANY, MANY);
    TapQueue other = open(TapFilter.ANY.withRule("other"), MANY);

    tap.exchangeEnded(exchange);
    tap.exchangeEnded(exchange.on(1));

    assertThat(all.take(MANY)).hasSize(2).allSatisfy(it -> assertThat(it).contains("\"b2\""));
    assertThat(other.take(MANY)).isEmpty();
  }

  @Test
  void whatAListenerThatDoesNotReadHasNoRoomForIsDroppedAndCounted() {
    TapQueue slow = open(TapFilter.ANY, Integer.MAX_VALUE);
    for (int i = 0; i < MANY; i++) {
      tap.exchangeEnded(exchange.on(i % 2));
    }

    long dropped = slow.takeDropped();
    List<String> kept = slow.take(MANY);

    assertThat(dropped).isPositive();
    assertThat(kept).isNotEmpty();
    assertThat(dropped + kept.size()).isEqualTo(MANY);
    assertThat(slow.takeDropped()).as("is told once").isZero();
    tap.exchangeEnded(exchange);
    assertThat(slow.take(MANY)).as("there is room again").hasSize(1);
  }

  @Test
  void whoWantsFewExchangesGetsABurstAndThenFew() {
    TapQueue few = open(TapFilter.ANY, 2);
    for (int i = 0; i < MANY; i++) {
      tap.exchangeEnded(exchange);
    }

    List<String> kept = few.take(MANY);

    assertThat(kept).hasSizeBetween(5, 100);
    assertThat(few.takeDropped()).isEqualTo(MANY - kept.size());
  }

  @Test
  void oneListenerTooManyIsRefusedUntilAnotherHasLeft() {
    TapQueue first = open(TapFilter.ANY, 1);
    open(TapFilter.ANY, 1);
    assertThat(tap.open(TapFilter.ANY, 1)).isNull();

    tap.close(first);
    tap.close(first);

    assertThat(tap.listeners()).isEqualTo(1);
    assertThat(tap.open(TapFilter.ANY, 1)).isNotNull();
  }

  @Test
  void noMoreIsTakenAtOnceThanIsAskedFor() {
    TapQueue all = open(TapFilter.ANY, MANY);
    for (int i = 0; i < 10; i++) {
      tap.exchangeEnded(exchange.on(i % 2));
    }

    assertThat(all.take(3)).hasSize(3);
    assertThat(all.take(MANY)).hasSize(7);
  }
}
