package io.rehost.injector.webhook;

import java.time.Duration;

/** Hears of every request to a webhook when it is over. */
@FunctionalInterface
public interface ReviewListener {
  /** In the place of a webhook's name: the path is that of none. */
  String OTHER = "other";

  /**
   * Must not block: called on the event loop.
   *
   * @param webhook {@code inject}, {@code validate} or {@link #OTHER}
   * @param took from the head of the request until the response was handed over
   */
  void over(String webhook, Result result, Duration took);

  /** What became of a request. */
  enum Result {
    /** Answered with a verdict: the object may be stored. */
    ALLOWED,
    /** Answered with a verdict: it may not. */
    DENIED,
    /** No review, or one that did not come whole in time: 4xx. */
    REFUSED,
    /** No room for it: 503. */
    OVERLOADED,
    /** No verdict in time: 503. */
    LATE,
    /** A defect: 500. */
    ERROR,
    /** The client left before it was answered. */
    GONE
  }
}
