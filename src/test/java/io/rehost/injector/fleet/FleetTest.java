package io.rehost.injector.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.rehost.injector.cluster.ApiServer;
import io.rehost.injector.fleet.PodReport.State;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract section 6: {@code GET /fleet}. Pods are servers on loopback addresses of their own. */
class FleetTest {
  private static final String RULES = TestPods.rules("a", "a.test");

  private final ApiServer api = new ApiServer();
  private final List<HttpServer> servers = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private int port;

  @AfterEach
  void end() {
    servers.forEach(server -> server.stop(0));
    api.close();
  }

  @Test
  void eachPodIsComparedWithWhatItShouldRun() throws Exception {
    create(TestPods.configMap("shop-rules", RULES));
    String hash = expectedHash();
    serve("127.0.0.1", 200, TestPods.metrics(hash));
    serve("127.0.0.2", 200, TestPods.metrics("000000000000"));
    create(TestPods.pod("p1", "127.0.0.1", "shop-rules"));
    create(TestPods.pod("p2", "127.0.0.2", "shop-rules"));
    create(TestPods.pod("p3", "127.0.0.3", "shop-rules"));
    create(TestPods.pod("p4", null, "shop-rules"));

    FleetReport report = report();

    assertThat(report.pods())
        .extracting(PodReport::state)
        .containsExactly(State.CURRENT, State.OUTDATED, State.UNREACHABLE, State.UNREACHABLE);
    assertThat(report.pods())
        .extracting(PodReport::reason)
        .containsExactly(null, null, "connection refused", "no IP yet, phase Running");
    assertThat(report.groups())
        .extracting(Object::toString)
        .containsExactly("1 of 4 pods on " + hash);
    assertThat(report.pods().getFirst().rejections()).isEqualTo(2);
  }

  @Test
  void podsWithoutTheSidecarAndThoseThatHaveEndedAreNoPartOfIt() throws Exception {
    create(
        new PodBuilder(TestPods.pod("ended", "127.0.0.1", "r"))
            .editStatus()
            .withPhase("Succeeded")
            .endStatus()
            .build());
    create(
        new PodBuilder(TestPods.pod("label-only", "127.0.0.1", "r"))
            .editSpec()
            .withInitContainers()
            .endSpec()
            .build());

    assertThat(report().pods()).isEmpty();
  }

  @Test
  void aPodThatNeverEndsItsAnswerIsUnreachable() throws Exception {
    serve("127.0.0.1", exchange -> exchange.sendResponseHeaders(200, 1000)); // and no byte of it
    create(TestPods.pod("p1", "127.0.0.1", "r"));

    try (Fleet hasty = fleet(Duration.ofMillis(500), Duration.ZERO)) {
      assertThat(report(hasty).pods().getFirst().reason()).isEqualTo("no answer within 500 ms");
    }
  }

  @Test
  void aPodThatSendsMoreThanMetricsIsUnreachable() throws Exception {
    serve(
        "127.0.0.1",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(new byte[5 << 20]);
          }
        });
    create(TestPods.pod("p1", "127.0.0.1", "r"));
    try (Fleet patient = fleet(Duration.ofSeconds(20), Duration.ZERO)) {
      assertThat(report(patient).pods().getFirst().state()).isEqualTo(State.UNREACHABLE);
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    serve("127.0.0.2", 200, TestPods.metrics("abc"));
    serve(
        "127.0.0.1",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "http://127.0.0.2:" + port + "/metrics");
          exchange.sendResponseHeaders(302, -1);
        });
    create(TestPods.pod("p1", "127.0.0.1", "r"));

    assertThat(report().pods().getFirst().reason()).isEqualTo("HTTP status 302 (expected: 200)");
    assertThat(asked).hasValue(1);
  }

  @Test
  void aPodsAnswerThatIsNoSidecarsIsSaidToBe() throws Exception {
    serve("127.0.0.1", 200, "hello");
    create(TestPods.pod("p1", "127.0.0.1", "r"));

    assertThat(report().pods().getFirst().reason()).contains("the metrics of a sidecar");
  }

  @Test
  void manyWhoLookAtOnceMakeOneRound() throws Exception {
    serve("127.0.0.1", 200, TestPods.metrics("abc"));
    create(TestPods.pod("p1", "127.0.0.1", "r"));
    try (Fleet fleet = fleet(Duration.ofSeconds(10), Duration.ofMinutes(1))) {
      var first = fleet.report();
      var second = fleet.report();
      FleetReport report = first.toCompletableFuture().get(20, TimeUnit.SECONDS);

      assertThat(second.toCompletableFuture().get(20, TimeUnit.SECONDS)).isSameAs(report);
      assertThat(report(fleet)).isSameAs(report);
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void anApiServerThatDoesNotAnswerFailsTheReportAndTheNextOneIsTriedAnew() throws Exception {
    try (Fleet fleet = fleet(Duration.ofSeconds(10), Duration.ZERO)) {
      api.answer(request -> Optional.of(ApiServer.status(503, "on purpose")));
      assertThat(fleet.report().toCompletableFuture())
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableOfType(ExecutionException.class)
          .withMessageContaining("on purpose");

      api.answerTruly();

      assertThat(report(fleet).pods()).isEmpty();
    }
  }

  @Test
  void aConfigMapThatCanNotBeReadIsToldOfAndTheOthersAreReported() throws Exception {
    create(TestPods.configMap("shop-rules", RULES));
    serve("127.0.0.1", 200, TestPods.metrics(expectedHash()));
    create(TestPods.pod("p1", "127.0.0.1", "shop-rules"));
    create(TestPods.pod("p2", null, "broken"));
    create(TestPods.pod("p3", null, "broken"));
    create(TestPods.pod("p4", null, "../secrets/keys"));
    api.answer(
        request ->
            request.getPath().endsWith("/broken")
                ? Optional.of(ApiServer.status(500, "on purpose"))
                : Optional.empty());

    List<PodReport> pods = report().pods();

    assertThat(pods.getFirst().state()).isEqualTo(State.CURRENT);
    assertThat(pods.get(1).rejected().getFirst().problems().getFirst())
        .startsWith("configmap: \"")
        .contains("on purpose")
        .endsWith("\" (expected: an answer of the API server)");
    assertThat(pods.get(3).rejected().getFirst().problems())
        .containsExactly("metadata.name: \"../secrets/keys\" (expected: the name of a ConfigMap)");
    assertThat(api.requests().stream().filter(it -> it.contains("/configmaps/")))
        .as("each is asked for once, and no other kind of object")
        .containsExactlyInAnyOrder(
            "GET /api/v1/namespaces/shop/configmaps/shop-rules",
            "GET /api/v1/namespaces/shop/configmaps/broken");
    assertThat(api.requests()).noneMatch(it -> it.contains("secrets"));
  }

  @Test
  void configMapsThatAreNotReadInTimeAreToldOf() throws Exception {
    create(TestPods.pod("p1", null, "slow"));
    create(TestPods.pod("p2", null, "later"));
    Duration all = Duration.ofSeconds(1);
    api.answer(
        request -> {
          if (request.getPath().endsWith("/slow")) {
            await().pollDelay(all).until(() -> true);
          }
          return Optional.empty();
        });

    try (Fleet hasty =
        new Fleet(api.client("injector"), 1, new Fleet.Timing(all, all, Duration.ZERO, 4))) {
      assertThat(report(hasty).pods().get(1).rejected().getFirst().problems().getFirst())
          .contains("the time for all is over");
    }
    assertThat(api.requests()).noneMatch(it -> it.endsWith("/later"));
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private void serve(String ip, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    serve(
        ip,
        exchange -> {
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private void serve(String ip, Handler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(ip), port), 0);
    port = server.getAddress().getPort();
    server.createContext(
        "/metrics",
        exchange -> {
          asked.incrementAndGet();
          handler.handle(exchange);
        });
    server.start();
    servers.add(server);
  }

  private Fleet fleet(Duration pod, Duration cache) {
    return new Fleet(
        api.client("injector"),
        port == 0 ? 1 : port,
        new Fleet.Timing(pod, Duration.ofSeconds(60), cache, 4));
  }

  private FleetReport report() throws Exception {
    try (Fleet fleet = fleet(Duration.ofSeconds(20), Duration.ZERO)) {
      return report(fleet);
    }
  }

  private static FleetReport report(Fleet fleet) throws Exception {
    return fleet.report().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private String expectedHash() {
    return Objects.requireNonNull(
        ExpectedRules.of(
                new ExpectedRules.Question("shop", List.of("shop-rules"), null, null, null),
                name -> RulesRevision.of(TestPods.configMap(name, RULES)))
            .hash());
  }

  private void create(HasMetadata object) {
    object.getMetadata().setResourceVersion(null);
    api.editor().resource(object).create();
  }
}
