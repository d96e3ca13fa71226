package io.rehost.injector.certificates;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Fabric8's mock API server with the two webhook configurations of an installation. */
final class Scene implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(20);
  static final String NAMESPACE = "rehost";
  static final String NAME = "rehost-webhook";
  static final ServiceNames NAMES = new ServiceNames(NAME, NAMESPACE);

  /** Impatient: minutes are a second. */
  static final CertificateTiming FAST =
      new CertificateTiming(
          Duration.ofDays(90),
          Duration.ofDays(30),
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          Duration.ofMillis(200),
          Duration.ofSeconds(5));

  private static final Logger TALKATIVE = Logger.getLogger("io.fabric8.mockwebserver");

  static {
    TALKATIVE.setLevel(Level.WARNING);
  }

  private final List<String> writes = new CopyOnWriteArrayList<>();
  private volatile Predicate<RecordedRequest> refused = request -> false;
  private final KubernetesMockServer server;
  final KubernetesClient editor;

  Scene() {
    KubernetesCrudDispatcher crud = new KubernetesCrudDispatcher();
    Dispatcher dispatcher =
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            boolean ours = "injector".equals(request.getHeaders().get("X-Test-Client"));
            if (ours && refused.test(request)) {
              return forbidden();
            }
            if (ours && !request.getMethod().equals("GET")) {
              writes.add(request.getMethod() + " " + request.getPath() + " " + body(request));
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

  private static String body(RecordedRequest request) {
    return request.getBody() == null
        ? ""
        : new String(request.getBody().getBytes(), StandardCharsets.UTF_8);
  }

  private static MockResponse forbidden() {
    String body =
        Serialization.asJson(
            new StatusBuilder()
                .withStatus("Failure")
                .withCode(403)
                .withReason("Forbidden")
                .build());
    return new MockResponse().setResponseCode(403).setBody(body);
  }

  KubernetesClient client() {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getPort())
            .withHttp2Disable(true)
            .withWatchReconnectInterval(50)
            .withCustomHeaders(Map.of("X-Test-Client", "injector"))
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  static OwnCertificates.Place place(int port) {
    return new OwnCertificates.Place(NAMESPACE, NAME, NAME, "rehost", "app=rehost", port);
  }

  /** Requests of the injector that are refused with 403. */
  void refuse(Predicate<RecordedRequest> requests) {
    refused = requests;
  }

  List<String> writes() {
    return List.copyOf(writes);
  }

  void installMutating() {
    var webhooks =
        Stream.of("inject.rehost.io", "more.rehost.io")
            .map(
                name ->
                    new MutatingWebhookBuilder()
                        .withName(name)
                        .withFailurePolicy("Fail")
                        .withNewClientConfig()
                        .withNewService("/inject", NAME, NAMESPACE, 443)
                        .endClientConfig()
                        .build())
            .toList();
    editor
        .resource(
            new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName("rehost")
                .addToLabels("app", "rehost")
                .endMetadata()
                .withWebhooks(webhooks)
                .build())
        .create();
  }

  void installValidating() {
    editor
        .resource(
            new ValidatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName("rehost")
                .endMetadata()
                .withWebhooks(
                    new ValidatingWebhookBuilder()
                        .withName("rules.rehost.io")
                        .withNewClientConfig()
                        .withNewService("/validate", NAME, NAMESPACE, 443)
                        .endClientConfig()
                        .build())
                .build())
        .create();
  }

  void install() {
    installMutating();
    installValidating();
  }

  void pod(String name, String address) {
    editor
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .addToLabels("app", "rehost")
                .endMetadata()
                .withNewStatus()
                .withPhase("Running")
                .withPodIP(address)
                .endStatus()
                .build())
        .createOr(r -> r.update());
  }

  @Nullable Secret secret() {
    return editor.secrets().inNamespace(NAMESPACE).withName(NAME).get();
  }

  Content content() {
    return new SecretForm(NAMES).read(secret(), Instant.now()).content();
  }

  /** The Secret's content, which must be usable. */
  Usable usable() {
    if (content() instanceof Usable usable) {
      return usable;
    }
    throw new AssertionError(content().toString());
  }

  void askForRotation() {
    editor
        .secrets()
        .inNamespace(NAMESPACE)
        .withName(NAME)
        .edit(
            secret -> {
              secret.getMetadata().setAnnotations(Map.of(SecretForm.ROTATE, "now"));
              return secret;
            });
  }

  /** The caBundle of each webhook, of those of the mutating configuration first. */
  List<String> bundles() {
    return new Configurations(editor, "rehost")
        .read().stream().flatMap(configuration -> configuration.bundles().stream()).toList();
  }

  void setMutatingBundle(String pem) {
    editor
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName("rehost")
        .edit(
            configuration -> {
              configuration
                  .getWebhooks()
                  .forEach(webhook -> webhook.getClientConfig().setCaBundle(encoded(pem)));
              return configuration;
            });
  }

  static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    editor.close();
    server.shutdown();
  }
}
