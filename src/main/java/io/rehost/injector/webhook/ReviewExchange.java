package io.rehost.injector.webhook;

import io.rehost.injector.webhook.AdmissionReview.Answer;
import io.rehost.injector.webhook.AdmissionReview.Judge;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request's life: head, body, verdict, response. All of it on the event loop of its connection,
 * but the verdict. What comes after an early response is read and dropped, so that the client gets
 * to see the response.
 */
final class ReviewExchange {
  private static final Logger LOG = Logger.getLogger(ReviewExchange.class);
  private static final long HTTP2_CANCEL = 8; // RFC 9113 7

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Surroundings around;
  private final Buffer body = Buffer.buffer();
  private long timer;
  private int held;
  private boolean answered;
  private boolean left;

  /** What all exchanges share. */
  record Surroundings(
      Vertx vertx,
      Executor judging,
      InFlight inFlight,
      WebhookLimits limits,
      BooleanSupplier draining) {}

  private ReviewExchange(HttpServerRequest request, Surroundings around) {
    this.request = request;
    this.response = request.response();
    this.around = around;
  }

  /** Takes a request, its head just read. */
  static void begin(HttpServerRequest request, Map<String, Judge> judges, Surroundings around) {
    new ReviewExchange(request, around).begin(judges);
  }

  private void begin(Map<String, Judge> judges) {
    around.inFlight.enter();
    response.closeHandler(_ -> leave());
    response.exceptionHandler(_ -> leave());
    request.exceptionHandler(_ -> leave());
    timer = around.vertx.setTimer(around.limits.body().toMillis(), _ -> bodyIsLate());
    Judge judge = judges.get(request.path());
    if (judge == null) {
      String all = String.join(" or ", judges.keySet().stream().sorted().toList());
      refuse(404, "path: \"" + request.path() + "\" (expected: " + all + ")");
    } else if (!request.method().equals(HttpMethod.POST)) {
      response.putHeader(HttpHeaders.ALLOW, "POST");
      refuse(405, "method: \"" + request.method() + "\" (expected: POST)");
    } else if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      refuse(415, "Content-Type: not JSON (expected: application/json)");
    }
    request.handler(this::receive);
    request.endHandler(_ -> judge(judge));
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
    if (answered) {
      return;
    }
    if (body.length() + piece.length() > AdmissionReview.MAX_BYTES) {
      refuse(
          413, "body: too long (expected: at most %d bytes)".formatted(AdmissionReview.MAX_BYTES));
    } else if (!around.inFlight.take(piece.length())) {
      refuse(503, "too many reviews at a time");
    } else {
      held += piece.length();
      body.appendBuffer(piece);
    }
  }

  private void bodyIsLate() {
    refuse(408, "body: not there within " + around.limits.body().toSeconds() + " s");
    if (request.version() == HttpVersion.HTTP_2) {
      response.reset(HTTP2_CANCEL);
    } else {
      request.connection().close();
    }
  }

  private void judge(@Nullable Judge judge) {
    around.vertx.cancelTimer(timer);
    if (answered || judge == null) {
      return;
    }
    Context loop = around.vertx.getOrCreateContext();
    byte[] bytes = body.getBytes();
    timer = around.vertx.setTimer(around.limits.verdict().toMillis(), _ -> verdictIsLate());
    try {
      around.judging.execute(
          () -> {
            Answer answer = answer(bytes, judge);
            loop.runOnContext(_ -> answer(answer));
          });
    } catch (RejectedExecutionException full) {
      refuse(503, "too many reviews at a time");
    }
  }

  private void verdictIsLate() {
    refuse(503, "no verdict within " + around.limits.verdict().toSeconds() + " s");
  }

  /** A judge that throws has a defect, which must cost no more than this review. */
  private static Answer answer(byte[] bytes, Judge judge) {
    try {
      return AdmissionReview.answer(bytes, judge);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("review failed", e);
      return new Answer(500, "a defect of the injector, see its log\n");
    }
  }

  private void answer(Answer answer) {
    around.vertx.cancelTimer(timer);
    send(
        answer.status(), answer.status() == 200 ? "application/json" : "text/plain", answer.body());
  }

  private void refuse(int status, String line) {
    send(status, "text/plain", line + "\n");
  }

  private void send(int status, String type, String text) {
    if (answered || left) {
      return;
    }
    answered = true;
    release();
    boolean last = around.draining.getAsBoolean() && request.version() != HttpVersion.HTTP_2;
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

  /** Once, whatever comes first: the response's end or the connection's. */
  private void leave() {
    if (!left) {
      left = true;
      release();
      if (!answered) {
        around.vertx.cancelTimer(timer);
      }
      around.inFlight.leave();
    }
  }

  private void release() {
    around.inFlight.giveBack(held);
    held = 0;
  }
}
