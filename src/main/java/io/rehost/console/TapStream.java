package io.rehost.console;

import io.rehost.observe.Tap;
import io.rehost.observe.TapQueue;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One listener of the tap as Server-Sent Events (WHATWG HTML 9.2): an unnamed event for each
 * exchange, and {@code dropped} with the number of those that are not shown. Looks for news at most
 * ten times a second, so that event loops need not wake anyone, and less often while there is more
 * than is wanted; while the listener does not read, what it misses is dropped where it is made. On
 * one event loop of Vert.x.
 */
final class TapStream {
  private static final long MIN_LOOK_MILLIS = 100;
  private static final long MAX_LOOK_MILLIS = 400;
  private static final int EXCHANGES_PER_LOOK = 2;
  private static final long MAX_SAMPLE_MILLIS = 1_000;
  private static final int EXCHANGES_PER_SAMPLE = 10;
  private static final long HEARTBEAT_MILLIS = 15_000;
  private static final int BATCH = 1024;
  private static final int UNSENT_BYTES = 256 * 1024;

  private final Vertx vertx;
  private final HttpServerResponse response;
  private final Tap tap;
  private final TapQueue queue;
  private final int perSecond;
  private long left;
  private long timer;
  private long lookMillis;
  private long quietMillis;
  private boolean ended;

  private TapStream(
      Vertx vertx, HttpServerResponse response, Tap tap, TapQueue queue, TapQuestion question) {
    this.vertx = vertx;
    this.response = response;
    this.tap = tap;
    this.queue = queue;
    this.perSecond = question.perSecond();
    this.left = question.count();
  }

  /**
   * How long to wait for the next look. To look is what costs most if there is little to see:
   * whoever wants few waits longer, and longer still while they are a sample of many.
   *
   * @param dropped how many exchanges the last look found missing
   */
  static long lookMillis(int perSecond, long dropped) {
    long second = TimeUnit.SECONDS.toMillis(1);
    return dropped == 0
        ? Math.clamp(EXCHANGES_PER_LOOK * second / perSecond, MIN_LOOK_MILLIS, MAX_LOOK_MILLIS)
        : Math.clamp(EXCHANGES_PER_SAMPLE * second / perSecond, MIN_LOOK_MILLIS, MAX_SAMPLE_MILLIS);
  }

  /** Begins to send what comes into {@code queue}, and closes that when the listener is gone. */
  static void open(
      Vertx vertx, HttpServerResponse response, Tap tap, TapQueue queue, TapQuestion question) {
    TapStream stream = new TapStream(vertx, response, tap, queue, question);
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .setChunked(true)
        .setWriteQueueMaxSize(UNSENT_BYTES)
        .exceptionHandler(gone -> stream.end())
        .closeHandler(closed -> stream.end());
    var unused = response.write(": listening\n\n"); // so that the listener knows that it is
    stream.lookAgain(0);
  }

  private void lookAgain(long dropped) {
    lookMillis = lookMillis(perSecond, dropped);
    timer = vertx.setTimer(lookMillis, id -> look());
  }

  private void look() {
    if (response.writeQueueFull()) {
      lookAgain(0);
      return;
    }
    StringBuilder events = new StringBuilder();
    List<String> news = queue.take((int) Math.min(BATCH, left));
    news.forEach(exchange -> events.append("data: ").append(exchange).append("\n\n"));
    left -= news.size();
    long dropped = queue.takeDropped();
    if (dropped > 0) {
      events.append("event: dropped\ndata: ").append(dropped).append("\n\n");
    }
    if (left == 0) {
      end();
      var unused = response.end(events.toString());
      return;
    }
    if (events.isEmpty()) {
      stayQuiet();
    } else {
      quietMillis = 0;
      var unused = response.write(events.toString());
    }
    lookAgain(dropped);
  }

  private void stayQuiet() {
    quietMillis += lookMillis;
    if (quietMillis >= HEARTBEAT_MILLIS) {
      quietMillis = 0;
      var unused = response.write(": nothing yet\n\n"); // fails if nobody is there any more
    }
  }

  private void end() {
    if (!ended) {
      ended = true;
      vertx.cancelTimer(timer);
      tap.close(queue);
    }
  }
}
