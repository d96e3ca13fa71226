package io.rehost.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** What the injector finds in a cluster, and how API servers and people call it. */
final class InjectorScene {
  /** By which API servers call the webhooks, and which they verify. */
  static final String SERVICE_NAME = "rehost-webhook.rehost-system.svc";

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final KubernetesClient api;
  private final int webhook = FreePort.find();
  private final int management = FreePort.find();
  private final int console = FreePort.find();

  InjectorScene(KubernetesClient api) throws IOException {
    this.api = api;
  }

  /** As the chart makes them: without a caBundle. */
  void createWebhookConfigurations() {
    api.resource(
            new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName("rehost")
                .endMetadata()
                .addNewWebhook()
                .withName("inject.rehost.io")
                .withNewClientConfig()
                .withNewService()
                .withName("rehost-webhook")
                .withNamespace("rehost-system")
                .withPath("/inject")
                .endService()
                .endClientConfig()
                .endWebhook()
                .build())
        .create();
    api.resource(
            new ValidatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName("rehost")
                .endMetadata()
                .addNewWebhook()
                .withName("rules.rehost.io")
                .withNewClientConfig()
                .withNewService()
                .withName("rehost-webhook")
                .withNamespace("rehost-system")
                .withPath("/validate")
                .endService()
                .endClientConfig()
                .endWebhook()
                .build())
        .create();
  }

  RunningProgram start(Map<String, String> settings) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("QUARKUS_KUBERNETES_CLIENT_API_SERVER_URL", api.getMasterUrl().toString());
    environment.put("REHOST_WEBHOOK", "127.0.0.1:" + webhook);
    environment.put("REHOST_MANAGEMENT", "127.0.0.1:" + management);
    environment.put("REHOST_CONSOLE", "127.0.0.1:" + console);
    environment.put("REHOST_NAMESPACE", "rehost-system");
    environment.put("REHOST_POD_NAME", "rehost-injector-0");
    environment.put("REHOST_DRAIN_DELAY", "100ms");
    environment.putAll(settings);
    return RunningProgram.start(environment, "injector");
  }

  /** The PEM text that all webhooks trust; empty while they don't agree on one. */
  String caBundle() {
    List<String> bundles =
        Stream.concat(
                api
                    .admissionRegistration()
                    .v1()
                    .mutatingWebhookConfigurations()
                    .withName("rehost")
                    .get()
                    .getWebhooks()
                    .stream()
                    .map(hook -> hook.getClientConfig()),
                api
                    .admissionRegistration()
                    .v1()
                    .validatingWebhookConfigurations()
                    .withName("rehost")
                    .get()
                    .getWebhooks()
                    .stream()
                    .map(ValidatingWebhook::getClientConfig))
            .map(client -> Objects.requireNonNullElse(client.getCaBundle(), ""))
            .distinct()
            .toList();
    return bundles.size() == 1
        ? new String(Base64.getDecoder().decode(bundles.getFirst()), UTF_8)
        : "";
  }

  /** A review of a pod as a ReplicaSet makes it. */
  String pod(String annotations) {
    return """
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1",
         "kind":{"group":"","version":"v1","kind":"Pod"},"namespace":"shop","operation":"CREATE",
         "object":{"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"shop-6d8f-",
          "annotations":{%s},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet",
          "name":"shop-6d8f","uid":"7c2a","controller":true}]},
          "spec":{"containers":[{"name":"app","image":"a"}]}},"dryRun":false}}
        """
        .formatted(annotations);
  }

  /** What the webhook answers an API server that trusts these CAs, head and body. */
  String review(String path, String body, String trusted)
      throws IOException, GeneralSecurityException {
    byte[] bytes = body.getBytes(UTF_8);
    String head =
        "POST %s?timeout=10s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(path, SERVICE_NAME, bytes.length);
    try (Socket plain = new Socket(LOOPBACK, webhook);
        SSLSocket socket =
            (SSLSocket)
                trusting(trusted)
                    .getSocketFactory()
                    .createSocket(plain, SERVICE_NAME, webhook, true)) {
      socket.setSoTimeout(30_000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.getOutputStream().write(bytes);
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static SSLContext trusting(String pem) throws IOException, GeneralSecurityException {
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null, null);
    for (Certificate ca :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes(UTF_8)))) {
      anchors.setCertificateEntry("ca-" + anchors.size(), ca);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** The status of a health check; 0 if nobody answers. */
  int health(String kind) {
    try {
      return RawExchange.status(RawExchange.get(management, "localhost", "/health/" + kind));
    } catch (IOException notYet) {
      return 0;
    }
  }

  /** Where health and metrics are told. */
  int managementPort() {
    return management;
  }

  /** What Prometheus reads. */
  String metrics() throws IOException {
    return RawExchange.get(management, "localhost", "/metrics");
  }

  /** What the console answers who calls it by this name. */
  String fleet(String host) throws IOException {
    return RawExchange.get(console, host, "/fleet");
  }
}
