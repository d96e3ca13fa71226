package io.rehost.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.ProxyServer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Contract section 3, "Taking effect": an accepted edit replaces the whole set with one write; a
 * request sees one set from start to end; connections stay.
 *
 * <p>Edit number N overrides the Host with {@code editN.example.com}, and the origin answers with
 * the Host it saw, so every answer says which edit it was made under.
 */
class EditsUnderLoadIT {
  private static final int EDITS = 1_000;
  private static final int CLIENTS = 4;
  private static final String CLIENT_HOST = "b2.example.com";
  private static final String ECHO =
      """
      server {
        listen 127.0.0.1:@port@;
        default_type text/plain;
        location / { return 200 $http_host; }
      }
      """;

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger inForce = new AtomicInteger();
  private final Semaphore answers = new Semaphore(0);
  private final SiteRules rules = new SiteRules();

  @Test
  void aThousandEditsUnderLoadFailNoRequestAndMishostNone() throws Exception {
    try (OriginServer origin = NginxServer.start(ECHO, Map.of());
        ProxyServer proxy = DataPlane.start(rules.active());
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      edit(1, origin.address());
      Callable<Integer> load = () -> load(proxy.addresses().getFirst());
      List<Future<Integer>> loads =
          IntStream.range(0, CLIENTS).mapToObj(i -> clients.submit(load)).toList();

      for (int number = 2; number <= EDITS && answers.tryAcquire(10, TimeUnit.SECONDS); number++) {
        answers.drainPermits();
        edit(number, origin.address());
      }

      for (Future<Integer> answered : loads) {
        assertThat(answered.get()).isPositive();
      }
      assertThat(inForce).hasValue(EDITS);
    }
  }

  private void edit(int number, InetSocketAddress origin) {
    String document =
        """
        upstream: http://127.0.0.1:%d
        rules:
        - name: site
          match: {hosts: [%s]}
          host: edit%d.example.com
        """
            .formatted(origin.getPort(), CLIENT_HOST, number);
    begun.set(number);
    rules.edit(document);
    inForce.set(number);
  }

  /** Asks on one connection until an answer was made under the last edit; counts the answers. */
  private int load(InetSocketAddress proxy) throws Exception {
    int answered = 0;
    try (RawHttp http = RawHttp.connect(proxy)) {
      int seen = 0;
      while (seen < EDITS) {
        int oldest = inForce.get();
        RawHttp.Response response = http.get("/", CLIENT_HOST);
        assertThat(response.status()).as(response.head()).isEqualTo(200);
        seen = editOf(new String(response.body(), UTF_8));
        assertThat(seen).isBetween(oldest, begun.get());
        answers.release();
        answered++;
      }
    }
    return answered;
  }

  private static int editOf(String host) {
    assertThat(host).matches("edit[0-9]+\\.example\\.com");
    return Integer.parseInt(host.substring("edit".length(), host.indexOf('.')));
  }
}
