package io.rehost.injector.webhook;

import io.rehost.injector.webhook.AdmissionReview.Answer;
import io.rehost.injector.webhook.AdmissionReview.Judge;
import io.rehost.injector.webhook.AdmissionReview.Verdict;
import io.rehost.injector.webhook.ReviewListener.Result;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request's life: head, body, verdict, response, all within the time that the API server waits.
 * All of it on the event loop of its connection, but the verdict. What comes after an early
 * response is read and dropped, so that the client gets to see the response.
 */
final class ReviewExchange {
  private static final Logger LOG = Logger.getLogger(ReviewExchange.class);
  private static final long HTTP2_CANCEL = 8; // RFC 9113 7

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final String name;
  private final Surroundings around;
  private final long began = System.nanoTime();
  private final Deadline deadline;
  private final long timer;
  private final ReviewBody body;
  private boolean whole;
  private volatile boolean over;
  private boolean left;

  /**
   * Where reviews are sent.
   *
   * @param permits as many as reviews are judged at a time
   */
  record Webhook(String name, Judge judge, Semaphore permits) {}

  /** What all exchanges share. */
  record Surroundings(
      Vertx vertx,
      Map<String, Webhook> webhooks,
      Executor judging,
      InFlight inFlight,
      ByteBudget budget,
      Clients clients,
      ReviewListener listener) {}

  private ReviewExchange(HttpServerRequest request, String name, Surroundings around) {
    this.request = request;
    this.response = request.response();
    this.name = name;
    this.around = around;
    this.body = new ReviewBody(around.budget);
    Duration time = CallTimeout.of(request.query());
    this.deadline = Deadline.in(time);
    this.timer = around.vertx.setTimer(Math.max(1, time.toMillis()), _ -> late());
  }

  /** Takes a request, its head just read. */
  static void begin(HttpServerRequest request, Surroundings around) {
    Webhook asked = around.webhooks.get(request.path());
    String name = asked == null ? ReviewListener.OTHER : asked.name;
    new ReviewExchange(request, name, around).begin(asked);
  }

  private void begin(@Nullable Webhook asked) {
    around.inFlight.enter();
    response.closeHandler(_ -> leave());
    response.exceptionHandler(_ -> leave());
    request.exceptionHandler(_ -> leave());
    long announced = announced();
    if (asked == null) {
      String all = String.join(" or ", around.webhooks.keySet().stream().sorted().toList());
      refuse(404, "path: \"" + request.path() + "\" (expected: " + all + ")");
    } else if (!request.method().equals(HttpMethod.POST)) {
      response.putHeader(HttpHeaders.ALLOW, "POST");
      refuse(405, "method: \"" + request.method() + "\" (expected: POST)");
    } else if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      refuse(415, "Content-Type: not JSON (expected: application/json)");
    } else if (announced > AdmissionReview.MAX_BYTES) {
      tooLong();
    } else if (!around.budget.hasRoom(announced)) {
      noRoom();
    }
    request.handler(this::receive);
    request.endHandler(_ -> judge(asked));
  }

  /** The length that the head tells; 0 if none. */
  private long announced() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return 0; // HTTP/2 lets it pass; the bytes are counted anyway
    }
  }

  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT).equals("application/json");
  }

  private void receive(Buffer piece) {
    if (over) {
      return;
    }
    if (body.lengthWith(piece) > AdmissionReview.MAX_BYTES) {
      tooLong();
    } else if (!body.append(piece)) {
      noRoom();
    }
  }

  private void tooLong() {
    refuse(413, "body: too long (expected: at most %d bytes)".formatted(AdmissionReview.MAX_BYTES));
  }

  private void noRoom() {
    unavailable(Result.OVERLOADED, "too many reviews at a time");
  }

  private void late() {
    if (whole) {
      unavailable(Result.LATE, "no verdict within " + deadline);
      return;
    }
    refuse(408, "body: not there within " + deadline);
    if (request.version() == HttpVersion.HTTP_2) {
      response.reset(HTTP2_CANCEL);
    } else {
      request.connection().close();
    }
  }

  /** The bytes are the task's from here on, whatever becomes of the exchange. */
  private void judge(@Nullable Webhook asked) {
    if (over || asked == null) {
      return;
    }
    whole = true;
    Context loop = around.vertx.getOrCreateContext();
    try {
      around.judging.execute(() -> judge(asked, loop));
    } catch (RejectedExecutionException closed) {
      body.release();
      unavailable(Result.OVERLOADED, "the injector is ending");
    }
  }

  /** On a thread of its own. What is too late, or nobody waits for, is not judged. */
  private void judge(Webhook webhook, Context loop) {
    try {
      if (!webhook.permits.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
      try {
        if (!over && !deadline.passed()) {
          Answer answer = verdict(webhook.judge);
          loop.runOnContext(_ -> answer(answer));
        }
      } finally {
        webhook.permits.release();
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    } finally {
      body.release();
    }
  }

  /** A judge that throws has a defect, which must cost no more than this review. */
  private Answer verdict(Judge judge) {
    try {
      return body.answer(judge);
    } catch (OutOfMemoryError full) { // what it had made is garbage now
      LOG.errorf("review given up webhook=%s reason=\"out of memory\"", name);
      return Answer.withoutVerdict(503, "out of memory");
    } catch (RuntimeException | Error e) {
      LOG.error("review failed", e);
      return Answer.withoutVerdict(500, "a defect of the injector, see its log");
    }
  }

  private void answer(Answer answer) {
    if (over) {
      return;
    }
    Verdict verdict = answer.verdict();
    if (verdict == null) {
      send(answer.status(), "text/plain", answer.body(), result(answer.status()));
    } else {
      boolean allowed = verdict.denial() == null;
      send(200, "application/json", answer.body(), allowed ? Result.ALLOWED : Result.DENIED);
      verdict.effect().run();
    }
  }

  private static Result result(int status) {
    return switch (status) {
      case 503 -> Result.OVERLOADED;
      case 500 -> Result.ERROR;
      default -> Result.REFUSED;
    };
  }

  private void refuse(int status, String line) {
    send(status, "text/plain", line + "\n", Result.REFUSED);
  }

  private void unavailable(Result result, String line) {
    send(503, "text/plain", line + "\n", result);
  }

  private void send(int status, String type, String text, Result result) {
    if (over) {
      return;
    }
    end(result);
    if (result == Result.OVERLOADED) {
      response.putHeader(HttpHeaders.RETRY_AFTER, "1"); // API servers ask again, if there is time
    }
    boolean last = around.clients.draining() && request.version() != HttpVersion.HTTP_2;
    if (last) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .end(text)
        .onComplete(
            _ -> {
              leave();
              if (last) {
                request.connection().close();
              }
            });
  }

  private void end(Result result) {
    over = true;
    around.vertx.cancelTimer(timer);
    if (!whole) {
      body.release();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    around.listener.over(name, result, took);
  }

  /** Once, whatever comes first: the response's end or the connection's. */
  private void leave() {
    if (!left) {
      left = true;
      if (!over) {
        end(Result.GONE);
      }
      around.inFlight.leave();
    }
  }
}
