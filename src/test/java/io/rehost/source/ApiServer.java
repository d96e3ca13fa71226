package io.rehost.source;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Fabric8's mock API server over HTTP, which keeps ConfigMaps, with its answers to the source under
 * test replaced as a test needs it.
 */
final class ApiServer implements AutoCloseable {
  static final String NAMESPACE = "shop";

  /** It logs every request. */
  private static final Logger TALKATIVE = Logger.getLogger("io.fabric8.mockwebserver");

  static {
    TALKATIVE.setLevel(Level.WARNING);
  }

  /** What the source's requests are answered with instead; empty: what a real server would say. */
  private volatile Function<RecordedRequest, Optional<MockResponse>> instead =
      r -> Optional.empty();

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final KubernetesMockServer server;
  private final KubernetesClient editor;

  ApiServer() {
    KubernetesCrudDispatcher crud = new KubernetesCrudDispatcher();
    Dispatcher dispatcher =
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            if (request.getMethod().equals("GET") && isFromSource(request)) {
              requests.add(request.getPath());
              return instead.apply(request).orElseGet(() -> crud.dispatch(request));
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

  private static boolean isFromSource(RecordedRequest request) {
    return "source".equals(request.getHeaders().get("X-Test-Client"));
  }

  int port() {
    return server.getPort();
  }

  /** A client for the source under test, by way of a port that may be another's. */
  static KubernetesClient clientOf(int port) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + port)
            .withNamespace(NAMESPACE)
            .withHttp2Disable(true)
            .withWatchReconnectInterval(50)
            .withCustomHeaders(Map.of("X-Test-Client", "source"))
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** Creates or replaces the ConfigMap; gives its resourceVersion. */
  String apply(String name, String text) {
    return apply(configMap(name).addToData("rules.yaml", text).build());
  }

  String apply(ConfigMap map) {
    return editor
        .configMaps()
        .inNamespace(NAMESPACE)
        .resource(map)
        .createOr(r -> r.update())
        .getMetadata()
        .getResourceVersion();
  }

  /** Edits as fast as the server takes it: one request each. */
  void edit(String name, String prefix, int times) {
    ConfigMap map = configMap(name).build();
    for (int i = 1; i <= times; i++) {
      map.setData(Map.of("rules.yaml", prefix + i));
      editor.configMaps().inNamespace(NAMESPACE).resource(map).update();
    }
  }

  void delete(String name) {
    editor.configMaps().inNamespace(NAMESPACE).withName(name).delete();
  }

  static ConfigMapBuilder configMap(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NAMESPACE)
        .addToLabels("rehost.io/rules", "true")
        .endMetadata();
  }

  /** What the source asked for so far. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  void answer(Function<RecordedRequest, Optional<MockResponse>> replacement) {
    instead = replacement;
  }

  void answerTruly() {
    instead = r -> Optional.empty();
  }

  static boolean isWatch(RecordedRequest request) {
    return request.getPath().contains("watch=true");
  }

  /** A watch that opens, and then says that its resourceVersion is too old (410 Gone). */
  static MockResponse expiringWatch(Runnable beforeItExpires) {
    String event =
        "{\"type\": \"ERROR\", \"object\": "
            + statusBody(410, "too old resource version: 1 (9)")
            + "}";
    return new MockResponse()
        .withWebSocketUpgrade(
            new WebSocketListener() {
              @Override
              public void onOpen(WebSocket opened, Response response) {
                // Off the server's own thread, which has to answer the edit.
                Thread.ofVirtual()
                    .start(
                        () -> {
                          beforeItExpires.run();
                          opened.send(event);
                        });
              }
            });
  }

  static MockResponse status(int code, String message) {
    return new MockResponse().setResponseCode(code).setBody(statusBody(code, message));
  }

  private static String statusBody(int code, String message) {
    return Serialization.asJson(
        new StatusBuilder()
            .withStatus("Failure")
            .withCode(code)
            .withMessage(message)
            .withReason(code == 403 ? "Forbidden" : "Expired")
            .build());
  }

  @Override
  public void close() {
    editor.close();
    server.shutdown();
  }
}
