package io.rehost.injector.certificates;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The MutatingWebhookConfiguration and the ValidatingWebhookConfiguration of one name.
 *
 * <p>RBAC: get and patch on mutatingwebhookconfigurations and validatingwebhookconfigurations
 * (admissionregistration.k8s.io) with {@code resourceNames: [NAME]}; watch, for {@link NameWatch}.
 *
 * @param client whose requests end in time
 * @param name of both
 */
record Configurations(KubernetesClient client, String name) {

  Resource<MutatingWebhookConfiguration> mutating() {
    return client.admissionRegistration().v1().mutatingWebhookConfigurations().withName(name);
  }

  Resource<ValidatingWebhookConfiguration> validating() {
    return client.admissionRegistration().v1().validatingWebhookConfigurations().withName(name);
  }

  /** Those that exist. */
  List<Configuration> read() {
    List<Configuration> found = new ArrayList<>();
    MutatingWebhookConfiguration mutating = mutating().get();
    if (mutating != null) {
      List<WebhookClientConfig> webhooks =
          listed(mutating.getWebhooks()).stream().map(MutatingWebhook::getClientConfig).toList();
      found.add(configuration(Configuration.Kind.MUTATING, mutating, webhooks));
    }
    ValidatingWebhookConfiguration validating = validating().get();
    if (validating != null) {
      List<WebhookClientConfig> webhooks =
          listed(validating.getWebhooks()).stream()
              .map(ValidatingWebhook::getClientConfig)
              .toList();
      found.add(configuration(Configuration.Kind.VALIDATING, validating, webhooks));
    }
    return found;
  }

  private static <T> List<T> listed(@Nullable List<T> webhooks) {
    return webhooks == null ? List.of() : webhooks;
  }

  private static Configuration configuration(
      Configuration.Kind kind, HasMetadata read, List<WebhookClientConfig> webhooks) {
    List<String> bundles = webhooks.stream().map(Configurations::bundle).toList();
    return new Configuration(kind, read.getMetadata().getResourceVersion(), bundles);
  }

  private static String bundle(WebhookClientConfig webhook) {
    String encoded = Objects.requireNonNullElse(webhook.getCaBundle(), "");
    try {
      return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return encoded; // no API server takes it: it differs from what is wanted, and is replaced
    }
  }

  /** As {@link Cluster#trust}; only the caBundles that differ are in the request. */
  boolean trust(Configuration read, String bundle) {
    String patch = client.getKubernetesSerialization().asJson(patch(read, bundle));
    PatchContext json = PatchContext.of(PatchType.JSON);
    try {
      Object patched =
          switch (read.kind()) {
            case MUTATING -> mutating().patch(json, patch);
            case VALIDATING -> validating().patch(json, patch);
          };
      return patched != null;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** A patch that names a resourceVersion fails with 409 if the object has another by now. */
  private static List<Map<String, String>> patch(Configuration read, String bundle) {
    String encoded = Base64.getEncoder().encodeToString(bundle.getBytes(StandardCharsets.UTF_8));
    List<Map<String, String>> operations = new ArrayList<>();
    operations.add(
        Map.of("op", "replace", "path", "/metadata/resourceVersion", "value", read.version()));
    for (int i = 0; i < read.bundles().size(); i++) {
      if (!read.bundles().get(i).equals(bundle)) {
        String path = "/webhooks/" + i + "/clientConfig/caBundle";
        operations.add(Map.of("op", "add", "path", path, "value", encoded));
      }
    }
    return operations;
  }
}
