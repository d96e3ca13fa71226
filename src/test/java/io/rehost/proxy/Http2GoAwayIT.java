package io.rehost.proxy;

import static io.rehost.proxy.FailureTest.assertFailure;
import static io.rehost.proxy.FrameOrigin.MAX_CONCURRENT_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.FrameOrigin.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 2, REHOST_RETRIES, and what becomes of an HTTP/2 connection that ends. */
class Http2GoAwayIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a.test\r\n\r\n";
  private static final int REFUSED_STREAM = 7;

  private final BlockingQueue<Request> seen = new LinkedBlockingQueue<>();
  private final AtomicInteger requests = new AtomicInteger();

  @Test
  @DisplayName("requests that the origin provably did not process are sent again")
  void repeatsWhatTheOriginRefused() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  if (requests.incrementAndGet() == 1) {
                    to.reset(request.stream(), REFUSED_STREAM);
                  } else {
                    to.head(request.stream(), true, ":status", "204");
                  }
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream())) {
      assertThat(proxy.exchange(POST).status()).isEqualTo(204);
      assertThat(requests.get()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("as often as REHOST_RETRIES says")
  void givesUpWhatIsRefusedAgain() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  requests.incrementAndGet();
                  to.reset(request.stream(), REFUSED_STREAM);
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream())) {
      assertFailure(proxy.exchange(GET), 502, "connection_terminated");
      assertThat(requests.get()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("Nothing else is ever sent twice: content that is gone can't be")
  void neverRepeatsContentThatHasBeenHandedOn() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  requests.incrementAndGet();
                  to.await(FrameOrigin.DATA);
                  to.reset(request.stream(), REFUSED_STREAM);
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream())) {
      assertFailure(
          proxy.exchange("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"),
          502,
          "connection_terminated");
      assertThat(requests.get()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("content that has not come yet is sent with the request that is repeated")
  void repeatsAHeadWhoseContentIsStillToCome() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  if (requests.incrementAndGet() == 1) {
                    to.reset(request.stream(), REFUSED_STREAM);
                  } else {
                    to.head(request.stream(), false, ":status", "100");
                    String content = to.await(FrameOrigin.DATA).text();
                    to.head(request.stream(), false, ":status", "200");
                    to.data(request.stream(), true, content);
                  }
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream());
        RawClient client = proxy.client()) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(100);

      assertThat(client.send("hi").read().content()).isEqualTo("hi");
    }
  }

  @Test
  @DisplayName("GOAWAY: streams above the last are sent again, those below go on")
  void goesOnWithWhatGoAwayLeaves() throws Exception {
    try (FrameOrigin origin =
            new FrameOrigin(
                connection -> {
                  connection.greet();
                  Request first = connection.request();
                  seen.add(first);
                  if (connection.number > 1) {
                    connection.head(first.stream(), true, ":status", "204");
                    return;
                  }
                  seen.add(connection.request());
                  connection.goAway(first.stream(), 0);
                  connection.head(first.stream(), true, ":status", "200");
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream(), Http2Rules::oneLoop);
        RawClient below = proxy.client();
        RawClient above = proxy.client()) {
      below.send(GET);
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isNotNull();
      above.send(POST);

      assertThat(below.read().status()).isEqualTo(200);
      assertThat(above.read().status()).isEqualTo(204);
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  private FrameOrigin closingAtTheSecondRequest() throws Exception {
    return FrameOrigin.answering(
        (request, to) -> {
          if (requests.incrementAndGet() == 2) {
            to.socket.close();
          } else {
            to.head(request.stream(), true, ":status", "204");
          }
        });
  }

  @Test
  @DisplayName("idempotent requests when a reused connection closes before the first byte: again")
  void repeatsAnIdempotentRequestWhoseConnectionEnds() throws Exception {
    try (FrameOrigin origin = closingAtTheSecondRequest();
        TestProxy proxy = Http2Rules.h2c(origin.upstream());
        RawClient client = proxy.client()) {
      client.send(GET).read();

      assertThat(client.send(GET).read().status()).isEqualTo(204);
      assertThat(requests.get()).isEqualTo(3);
    }
  }

  @Test
  void neverRepeatsAPostWhoseConnectionEnds() throws Exception {
    try (FrameOrigin origin = closingAtTheSecondRequest();
        TestProxy proxy = Http2Rules.h2c(origin.upstream());
        RawClient client = proxy.client()) {
      client.send(GET).read();

      assertFailure(client.send(POST).read(), 502, "connection_terminated");
      assertThat(requests.get()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("GOAWAY under load: no failed request")
  void losesNoRequestToAnOriginThatKeepsClosing() throws Exception {
    try (FrameOrigin origin =
            new FrameOrigin(
                connection -> {
                  connection.greet();
                  int last = 0;
                  for (int i = 0; i < 50; i++) {
                    Request request = connection.request();
                    last = request.stream();
                    connection.head(last, true, ":status", "204");
                  }
                  connection.goAway(last, 0);
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream(), Http2Rules::oneLoop);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> client =
          () -> {
            int good = 0;
            try (RawClient http = proxy.client()) {
              for (int i = 0; i < 100; i++) {
                good += http.send(POST).read().status() == 204 ? 1 : 0;
              }
            }
            return good;
          };
      int good = 0;
      for (Future<Integer> each : clients.invokeAll(Collections.nCopies(10, client))) {
        good += each.get();
      }

      assertThat(good).isEqualTo(1000);
      assertThat(origin.connections()).isGreaterThanOrEqualTo(20);
    }
  }

  @Test
  @DisplayName("1,000 requests at once, over one connection with 100 streams")
  void carriesAThousandRequestsOverOneConnection() throws Exception {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (FrameOrigin origin =
            new FrameOrigin(
                connection -> {
                  connection.greet(MAX_CONCURRENT_STREAMS, 100);
                  List<Integer> held = new ArrayList<>();
                  for (int i = 0; i < 1000; i++) {
                    held.add(connection.request().stream());
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    if (held.size() == 100) { // all that may be open: answered only now
                      open.addAndGet(-held.size());
                      for (int stream : held) {
                        connection.head(stream, true, ":status", "204");
                      }
                      held.clear();
                    }
                  }
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream(), Http2Rules.connections(1, 1000));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> client = () -> proxy.exchange(GET).status();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> each : clients.invokeAll(Collections.nCopies(1000, client))) {
        statuses.add(each.get());
      }

      assertThat(statuses).containsOnly(204).hasSize(1000);
      assertThat(most.get()).isEqualTo(100);
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("an origin that is gone without a word does not get all requests for ever")
  void leavesAConnectionThatNoLongerAnswers() throws Exception {
    try (FrameOrigin origin =
            new FrameOrigin(
                connection -> {
                  connection.greet();
                  while (connection.number > 1) {
                    connection.head(connection.request().stream(), true, ":status", "204");
                  }
                });
        TestProxy proxy =
            Http2Rules.h2c(origin.upstream(), Http2Rules.responseTimeout(Duration.ofMillis(300)))) {
      assertFailure(proxy.exchange(GET), 504, "http_response_timeout");

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(proxy.exchange(GET).status()).isEqualTo(204));
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("one slow request is no reason to leave a connection")
  void keepsAConnectionWhoseOriginAnswersPings() throws Exception {
    try (FrameOrigin origin =
            new FrameOrigin(
                connection -> {
                  connection.greet();
                  while (true) {
                    FrameOrigin.Frame frame = connection.read();
                    if (frame.type() == FrameOrigin.PING) {
                      connection.frame(FrameOrigin.PING, FrameOrigin.ACK, 0, frame.payload());
                    } else if (frame.type() == FrameOrigin.HEADERS
                        && requests.incrementAndGet() > 1) {
                      connection.head(frame.stream(), true, ":status", "204");
                    }
                  }
                });
        TestProxy proxy =
            Http2Rules.h2c(origin.upstream(), Http2Rules.responseTimeout(Duration.ofSeconds(2)))) {
      assertFailure(proxy.exchange(GET), 504, "http_response_timeout");
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(3); // longer than a ping waits
      while (System.nanoTime() < until) {
        assertThat(proxy.exchange(GET).status()).isEqualTo(204);
      }

      assertThat(origin.connections()).isEqualTo(1);
    }
  }
}
