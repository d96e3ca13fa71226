package io.rehost.proxy;

import static io.rehost.proxy.FailureTest.assertFailure;
import static io.rehost.proxy.FrameOrigin.DATA;
import static io.rehost.proxy.FrameOrigin.RST_STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rehost.proxy.RawClient.Response;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How an exchange with an origin that speaks HTTP/2 ends if it does not end well. */
class Http2OriginEndsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

  private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

  @Test
  @DisplayName("reset before the response: 502 connection_terminated, not sent twice")
  void saysThatTheOriginResetTheStream() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  seen.add(request);
                  to.reset(request.stream(), 2);
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream());
        RawClient client = proxy.client()) {
      assertFailure(client.send(GET).read(), 502, "connection_terminated");
      assertFailure(client.send(GET).read(), 502, "connection_terminated");

      assertThat(seen).hasSize(2);
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName(
      "Once the head has been relayed, a failure resets: never a cut body that looks whole")
  void neverEndsACutResponse() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  to.head(request.stream(), false, ":status", "200");
                  to.data(request.stream(), false, "ab");
                  to.reset(request.stream(), 2);
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream());
        RawClient client = proxy.client()) {
      String got = client.send(GET).readToEndOrReset();

      assertThat(got).doesNotContain("\r\n0\r\n");
      assertThat(client.isReset()).isTrue();
    }
  }

  @Test
  @DisplayName("RFC 9113 8.1: a whole response, then RST_STREAM(NO_ERROR): the request is stopped")
  void stopsARequestThatIsAnsweredEarly() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  to.await(DATA);
                  to.head(request.stream(), false, ":status", "413");
                  to.data(request.stream(), true, "too much").reset(request.stream(), 0);
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream());
        RawClient client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nbegin");

      Response response = client.read();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.content()).isEqualTo("too much");
    }
  }

  @Test
  void tellsTheOriginThatTheClientIsGone() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  seen.add(request);
                  if (request.field(":path").equals("/slow")) {
                    seen.add(to.await(RST_STREAM).word(0));
                  } else {
                    to.head(request.stream(), true, ":status", "204");
                  }
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream(), Http2Rules::oneLoop)) {
      try (RawClient client = proxy.client()) {
        client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
        next();
        client.socket().setSoLinger(true, 0); // a reset: to end its sending is no reason to stop
      }

      assertThat(next()).as("CANCEL").isEqualTo(8);
      assertThat(proxy.exchange(GET).status()).isEqualTo(204);
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void relaysAResponseThatEndsTheConnectionOnlyWhenItIsWhole() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  to.head(request.stream(), false, ":status", "200")
                      .data(request.stream(), false, "a");
                  to.socket.close();
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream())) {
      assertThatThrownBy(() -> proxy.exchange(GET)).isInstanceOf(IOException.class);
    }
  }

  private Object next() throws InterruptedException {
    Object next = seen.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("something at the origin").isNotNull();
    return next;
  }
}
