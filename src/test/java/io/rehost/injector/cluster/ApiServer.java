package io.rehost.injector.cluster;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Fabric8's mock API server over HTTP, which keeps objects of any kind, with its answers to those
 * under test replaced as a test needs it. It grants everything: what RBAC refuses does not show.
 */
public final class ApiServer implements AutoCloseable {
  /** They log every request, and every failure with its trace. Kept from being collected. */
  private static final List<Logger> TALKATIVE =
      Stream.of(
              "io.fabric8.mockwebserver",
              "io.fabric8.kubernetes.client.extended.leaderelection",
              "io.fabric8.kubernetes.client.informers",
              "io.fabric8.kubernetes.client.dsl.internal",
              "io.fabric8.kubernetes.client.vertx")
          .map(Logger::getLogger)
          .toList();

  static {
    TALKATIVE.forEach(logger -> logger.setLevel(Level.OFF));
  }

  private volatile Function<RecordedRequest, Optional<MockResponse>> instead =
      r -> Optional.empty();

  private final List<Asked> requests = new CopyOnWriteArrayList<>();
  private final List<KubernetesClient> clients = new ArrayList<>();
  private final KubernetesMockServer server;
  private final KubernetesClient editor;

  /** A server that runs on a port of its own. */
  public ApiServer() {
    KubernetesCrudDispatcher crud = new KubernetesCrudDispatcher();
    Dispatcher dispatcher =
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            if (clientOf(request) != null) {
              requests.add(
                  new Asked(clientOf(request), request.getMethod() + " " + request.getPath()));
              Optional<MockResponse> replaced = instead.apply(request);
              if (replaced.isPresent()) {
                return replaced.get();
              }
            }
            return crud.dispatch(request);
          }
        };
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), dispatcher, false);
    server.start();
    editor = server.createClient();
  }

  /** The name of the client under test that sent the request; null for the editor. */
  public static String clientOf(RecordedRequest request) {
    return request.getHeaders().get("X-Test-Client");
  }

  /** A client for someone under test; closed with the server. */
  public synchronized KubernetesClient client(String name) {
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config(name)).build();
    clients.add(client);
    return client;
  }

  /** The same with what is to see its requests before they are sent; the caller closes it. */
  public KubernetesClient client(String name, Interceptor before) {
    return new KubernetesClientBuilder()
        .withConfig(config(name))
        .withHttpClientBuilderConsumer(
            builder -> builder.addOrReplaceInterceptor("of the test", before))
        .build();
  }

  private Config config(String name) {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl("http://127.0.0.1:" + server.getPort())
        .withNamespace("rehost-system")
        .withHttp2Disable(true)
        .withWatchReconnectInterval(50)
        .withCustomHeaders(Map.of("X-Test-Client", name))
        .build();
  }

  /** Whoever edits objects beside those under test. */
  public KubernetesClient editor() {
    return editor;
  }

  /** What those under test have asked for, such as {@code GET /api/v1/pods}. */
  public List<String> requests() {
    return requests.stream().map(Asked::what).toList();
  }

  /** What one of them has asked for. */
  public List<String> requests(String client) {
    return requests.stream().filter(it -> it.client.equals(client)).map(Asked::what).toList();
  }

  private record Asked(String client, String what) {}

  /** Forgets the requests so far. */
  public void forget() {
    requests.clear();
  }

  /** Answers those under test this; empty for what the mock says. */
  public void answer(Function<RecordedRequest, Optional<MockResponse>> replacement) {
    instead = replacement;
  }

  /** Answers as the mock does. */
  public void answerTruly() {
    instead = r -> Optional.empty();
  }

  /** A failure as the API server tells it. */
  public static MockResponse status(int code, String message) {
    return new MockResponse()
        .setResponseCode(code)
        .setBody(
            Serialization.asJson(
                new StatusBuilder()
                    .withStatus("Failure")
                    .withCode(code)
                    .withMessage(message)
                    .build()));
  }

  @Override
  public synchronized void close() {
    clients.forEach(KubernetesClient::close);
    editor.close();
    server.shutdown();
  }
}
