package io.rehost.proxy;

import static io.rehost.proxy.FailureTest.assertFailure;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 2, REHOST_RETRIES. */
class RetryTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  @DisplayName(
      "idempotent requests when a reused connection closes before the first byte: sent again")
  void repeatsAnIdempotentRequestThatMetAStaleConnection() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> {
                  if (requests.incrementAndGet() == 2) {
                    socket.close();
                  } else {
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
                  }
                });
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b");
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).read().status()).isEqualTo(200);
      assertThat(client.send(GET).read().status()).isEqualTo(200);

      assertThat(requests.get()).isEqualTo(3);
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("Nothing else is ever sent twice")
  void neverRepeatsARequestWithContentOrSideEffects() throws Exception {
    for (String request :
        List.of(
            "POST / HTTP/1.1\r\nHost: a\r\n\r\n",
            "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")) {
      AtomicInteger requests = new AtomicInteger();
      try (RawOrigin origin =
              new RawOrigin(
                  (received, out, socket) -> {
                    if (requests.incrementAndGet() == 2) {
                      socket.close();
                    } else {
                      out.write(
                          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
                    }
                  });
          TestProxy proxy = TestProxy.overriding(origin.upstream(), "b");
          RawClient client = proxy.client()) {
        client.send(GET).read();

        assertFailure(client.send(request).read(), 502, "connection_terminated");
        assertThat(requests.get()).as(request).isEqualTo(2);
      }
    }
  }
}
