package io.rehost.source;

import java.time.Duration;

/**
 * Whether a watch still tells the truth. Pure: facts in, what to do out.
 *
 * <p>A watch that is closed is reopened by the client with back-off, but the client never says why
 * it can't, and never lists again: so after a while it is started anew, which lists and thereby
 * gives the reason. A watch that is open but carries nothing (a peer that vanished without closing)
 * looks like a quiet one. The API server sends a bookmark a minute after the last, or up to two
 * seconds later; if not even that comes, the object is read and compared.
 *
 * @param reconnect how long the client may try to reopen the watch by itself
 * @param failing how long nothing may be heard from the client's list attempts, whose back-off
 *     reaches 32 s
 * @param quiet how long an open watch may carry nothing, not even a bookmark
 */
record Liveness(Duration reconnect, Duration failing, Duration quiet) {
  static final Liveness DEFAULT =
      new Liveness(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(65));

  /** What to do. */
  enum Step {
    WAIT,
    /** Read the object and compare it with what the watch has shown. */
    PROBE,
    RESTART
  }

  /**
   * @param watching whether the client holds an open watch
   * @param attemptFailed whether the last thing heard was a failed attempt
   * @param silence since anything was last heard: an event, a bookmark, a start, a failure
   */
  Step judge(boolean watching, boolean attemptFailed, Duration silence) {
    if (watching) {
      return silence.compareTo(quiet) < 0 ? Step.WAIT : Step.PROBE;
    }
    Duration limit = attemptFailed ? failing : reconnect;
    return silence.compareTo(limit) < 0 ? Step.WAIT : Step.RESTART;
  }
}
