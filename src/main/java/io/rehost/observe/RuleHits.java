package io.rehost.observe;

import io.rehost.proxy.ExchangeListener;
import io.rehost.proxy.ExchangeView;
import io.rehost.rule.Decision;
import io.rehost.rule.Rule;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How often each rule decided, when it last did, and how its origin did: what the console shows.
 * Unlike the metrics it knows every rule in force, and forgets those that are edited away.
 *
 * <p>Counted per event loop, in cells next to each other and without a look at a clock of its own.
 */
public final class RuleHits implements ExchangeListener {
  private static final int REQUESTS = 0;
  private static final int LAST = 1;
  private static final int ERRORS = 2;
  private static final int LATENCY = 3;

  /** The last one begins at about eight seconds. */
  private static final int BUCKETS = 25;

  private static final int NANOS_PER_MICRO = 1_000;

  private final int loops;
  private final long startedAt = System.nanoTime();
  private final Map<String, LoopCounters> rows = new ConcurrentHashMap<>();

  /**
   * The numbers of one rule since its first request.
   *
   * @param sinceLast how long ago the last exchange ended that it decided
   * @param errors exchanges that someone has to do something about, as in the access log
   * @param latency how many responses took how long, counted like {@code upstreamMs}: the number at
   *     i is of those that took less than 2^i microseconds, and no less than half of it; the last
   *     one is of all that took longer
   */
  public record Hits(long requests, Duration sinceLast, long errors, Latency latency) {}

  /** Numbers by powers of two of microseconds. */
  public static final class Latency {
    private final long[] counts;

    private Latency(LoopCounters row) {
      counts = new long[BUCKETS];
      for (int i = 0; i < BUCKETS; i++) {
        counts[i] = row.sum(LATENCY + i);
      }
    }

    /** A copy, from the fastest to the slowest. */
    public long[] counts() {
      return counts.clone();
    }
  }

  /**
   * Nothing yet.
   *
   * @param loops how many event loops there are
   */
  public RuleHits(int loops) {
    this.loops = loops;
  }

  @Override
  public void exchangeEnded(ExchangeView exchange) {
    Decision decision = exchange.decision();
    if (decision == null) {
      return;
    }
    int loop = exchange.worker();
    LoopCounters row = row(decision.rule());
    row.add(loop, REQUESTS, 1);
    row.raise(loop, LAST, exchange.endedAt() - startedAt);
    if (AccessLog.failed(exchange)) {
      row.add(loop, ERRORS, 1);
    }
    if (exchange.upstreamNanos() >= 0) {
      row.add(loop, LATENCY + bucket(exchange.upstreamNanos()), 1);
    }
  }

  private LoopCounters row(@Nullable Rule rule) {
    String name = rule == null ? TapFilter.UNMATCHED : rule.name();
    LoopCounters row = rows.get(name);
    return row == null
        ? rows.computeIfAbsent(name, fresh -> new LoopCounters(loops, LATENCY + BUCKETS))
        : row;
  }

  static int bucket(long nanos) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(nanos / NANOS_PER_MICRO);
    return Math.min(bits, BUCKETS - 1);
  }

  /** Forgets all rules but these; on any thread. */
  public void retain(Set<String> rules) {
    rows.keySet().removeIf(name -> !rules.contains(name) && !name.equals(TapFilter.UNMATCHED));
  }

  /**
   * By name of the rule, {@link TapFilter#UNMATCHED} for requests that none took; those only that
   * have any. On any thread.
   */
  public Map<String, Hits> all() {
    long now = System.nanoTime() - startedAt;
    Map<String, Hits> all = new TreeMap<>();
    rows.forEach(
        (name, row) -> {
          long requests = row.sum(REQUESTS);
          if (requests > 0) {
            Duration since = Duration.ofNanos(Math.max(0, now - row.max(LAST)));
            all.put(name, new Hits(requests, since, row.sum(ERRORS), new Latency(row)));
          }
        });
    return all;
  }
}
