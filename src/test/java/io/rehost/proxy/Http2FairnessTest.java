package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** REHOST_LIMIT_UPSTREAM_CONNECTIONS is one limit for all event loops, over HTTP/2 as well. */
class Http2FairnessTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

  private static FrameOrigin answering() throws Exception {
    return FrameOrigin.answering(
        (request, to) -> to.head(request.stream(), true, ":status", "204"));
  }

  @Test
  @DisplayName("an event loop gives up its connection if another one waits for one")
  void noEventLoopKeepsTheOnlyConnection() throws Exception {
    try (FrameOrigin origin = answering();
        TestProxy proxy =
            Http2Rules.h2c(origin.upstream(), ChangedSettings.upstream(1, 100, a -> true));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> client =
          () -> {
            int good = 0;
            try (RawClient http = proxy.client()) {
              for (int i = 0; i < 100; i++) {
                good += http.send(GET).read().status() == 204 ? 1 : 0;
              }
            }
            return good;
          };
      int good = 0;
      for (Future<Integer> each : clients.invokeAll(Collections.nCopies(8, client))) {
        good += each.get();
      }

      assertThat(good).isEqualTo(800);
      assertThat(proxy.server.upstreamConnections()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("rehost_upstream_connections{state}: idle without a stream")
  void aConnectionWithoutAStreamIsIdle() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  if (!request.field(":path").equals("/held")) {
                    to.head(request.stream(), true, ":status", "204");
                  }
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream(), Http2Rules::oneLoop)) {
      proxy.exchange(GET);
      Awaitility.await().until(() -> proxy.server.idleUpstreamConnections() == 1);

      try (RawClient held = proxy.client()) {
        held.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
        Awaitility.await().until(() -> proxy.server.idleUpstreamConnections() == 0);
        proxy.exchange(GET);

        assertThat(proxy.server.idleUpstreamConnections()).isZero();
        assertThat(proxy.server.upstreamConnections()).isEqualTo(1);
        held.socket().setSoLinger(true, 0);
      }
      Awaitility.await().until(() -> proxy.server.idleUpstreamConnections() == 1);
    }
  }
}
