package io.rehost.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.rehost.injector.cluster.ApiServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;

/** A sidecar before an origin that always answers 200, and an injector, as Prometheus sees them. */
public final class MonitoredPrograms implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final String GOOD_RULES = "rules: [{name: ok, host: b1.test}]";

  private final ApiServer api = new ApiServer();
  private final HttpServer origin = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 16);
  private final int sidecarManagement = FreePort.find();
  private final InjectorScene injectorScene = new InjectorScene(api.editor());
  private final RunningProgram sidecar;
  private final RunningProgram injector;

  /** Starts all of it; {@link #awaitReady} waits until it serves. */
  public MonitoredPrograms() throws Exception {
    origin.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    origin.start();
    api.editor().resource(rules(GOOD_RULES)).create();
    injectorScene.createWebhookConfigurations();
    sidecar = RunningProgram.start(environment(), "proxy");
    injector = injectorScene.start(Map.of());
  }

  /** The sidecar has rules then, but has forwarded nothing yet. */
  public void awaitReady() throws InterruptedException {
    sidecar.awaitLine("rules in force");
    await().atMost(PATIENCE).until(() -> injectorScene.health("ready") == 200);
  }

  /** The port on which the sidecar tells its metrics. */
  public int sidecarManagement() {
    return sidecarManagement;
  }

  /** The port on which the injector tells its metrics. */
  public int injectorManagement() {
    return injectorScene.managementPort();
  }

  /** Has the sidecar forward a request; returns its status. */
  public int request() throws IOException, InterruptedException {
    int port =
        Integer.parseInt(sidecar.awaitLine("listening address=127\\.0\\.0\\.1:([0-9]+)").group(1));
    return RawExchange.status(RawExchange.get(port, "a.test", "/"));
  }

  /** Has the injector review a pod, for an API server. */
  public void review() throws Exception {
    await().atMost(PATIENCE).until(() -> !injectorScene.caBundle().isEmpty());
    String pod = injectorScene.pod("\"rehost.io/inject\":\"true\"");
    assertThat(injectorScene.review("/inject", pod, injectorScene.caBundle()))
        .startsWith("HTTP/1.1 200");
  }

  /** From now on the origin can't be connected to. */
  public void loseTheOrigin() {
    edit("rules: [{name: shut, upstream: 'http://127.0.0.1:9'}]");
    await().atMost(PATIENCE).until(() -> request() == 502);
  }

  /** Undoes {@link #loseTheOrigin}. */
  public void findTheOriginAgain() {
    edit(GOOD_RULES);
    await().atMost(PATIENCE).until(() -> request() == 200);
  }

  /** Has the sidecar refuse rules; those before stay in force. */
  public void rejectAnEdit() throws InterruptedException {
    edit("rules: [{nmae: typo}]");
    sidecar.awaitLine("rules rejected");
  }

  /** SIGTERM to the injector; returns its exit code. */
  int endInjector() throws InterruptedException {
    injector.terminate();
    return injector.exitCode();
  }

  @Override
  public void close() {
    injector.close();
    sidecar.close();
    origin.stop(0);
    api.close();
  }

  private Map<String, String> environment() {
    return Map.of(
        "QUARKUS_KUBERNETES_CLIENT_API_SERVER_URL",
        api.editor().getMasterUrl().toString(),
        "REHOST_LISTEN",
        "127.0.0.1:0",
        "REHOST_MANAGEMENT",
        "127.0.0.1:" + sidecarManagement,
        "REHOST_CONSOLE",
        "off",
        "REHOST_NAMESPACE",
        "shop",
        "REHOST_RULES_CONFIGMAPS",
        "site",
        "REHOST_UPSTREAM",
        "http://127.0.0.1:" + origin.getAddress().getPort());
  }

  private void edit(String text) {
    ConfigMap now =
        requireNonNull(api.editor().configMaps().inNamespace("shop").withName("site").get());
    now.setData(Map.of("rules.yaml", text));
    api.editor().resource(now).update();
  }

  private static ConfigMap rules(String text) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("site")
        .endMetadata()
        .withData(Map.of("rules.yaml", text))
        .build();
  }
}
