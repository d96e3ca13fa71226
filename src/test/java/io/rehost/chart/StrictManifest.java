package io.rehost.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1MutatingWebhookConfiguration;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V1ValidatingWebhookConfiguration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether an API server would take a manifest: no field that Kubernetes doesn't know, at any depth,
 * and none missing that it requires (by models generated from its OpenAPI description); numbers
 * where numbers belong and text where text does (by Fabric8's model, without any coercion, for all
 * kinds that the product's class path has).
 */
public final class StrictManifest {
  private static final Map<String, Model> MODELS =
      Map.ofEntries(
          Map.entry("v1/Namespace", V1Namespace::validateJsonElement),
          Map.entry("v1/ConfigMap", V1ConfigMap::validateJsonElement),
          Map.entry("v1/Pod", V1Pod::validateJsonElement),
          Map.entry("v1/Secret", V1Secret::validateJsonElement),
          Map.entry("v1/Service", V1Service::validateJsonElement),
          Map.entry("v1/ServiceAccount", V1ServiceAccount::validateJsonElement),
          Map.entry("apps/v1/Deployment", V1Deployment::validateJsonElement),
          Map.entry("apps/v1/StatefulSet", V1StatefulSet::validateJsonElement),
          Map.entry("batch/v1/Job", V1Job::validateJsonElement),
          Map.entry("coordination.k8s.io/v1/Lease", V1Lease::validateJsonElement),
          Map.entry("policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::validateJsonElement),
          Map.entry("rbac.authorization.k8s.io/v1/Role", V1Role::validateJsonElement),
          Map.entry("rbac.authorization.k8s.io/v1/RoleBinding", V1RoleBinding::validateJsonElement),
          Map.entry("rbac.authorization.k8s.io/v1/ClusterRole", V1ClusterRole::validateJsonElement),
          Map.entry(
              "rbac.authorization.k8s.io/v1/ClusterRoleBinding",
              V1ClusterRoleBinding::validateJsonElement),
          Map.entry(
              "admissionregistration.k8s.io/v1/MutatingWebhookConfiguration",
              V1MutatingWebhookConfiguration::validateJsonElement),
          Map.entry(
              "admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration",
              V1ValidatingWebhookConfiguration::validateJsonElement));

  /** Kinds of which the product has no Fabric8 model. */
  private static final List<String> UNTYPED = List.of("PodDisruptionBudget", "NetworkPolicy");

  private static final ObjectMapper TYPED =
      JsonMapper.builder()
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .withCoercionConfig(
              LogicalType.Textual,
              text -> {
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
              })
          .annotationIntrospector(new WithoutAnySetters())
          .build();

  private StrictManifest() {}

  /** Fabric8 keeps unknown fields in a map of each object; without it they are errors. */
  private static final class WithoutAnySetters extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  @FunctionalInterface
  private interface Model {
    void validate(JsonElement manifest) throws IOException;
  }

  /** Whether there is a model of that kind to hold a manifest against. */
  static boolean knows(JsonNode manifest) {
    return MODELS.containsKey(key(manifest));
  }

  /**
   * What is wrong, one line each; empty if nothing is.
   *
   * @throws AssertionError for a kind without a model, so that none slips through
   */
  public static List<String> problems(JsonNode manifest) {
    Model model = MODELS.get(key(manifest));
    if (model == null) {
      throw new AssertionError("no model of " + key(manifest));
    }
    List<String> problems = new ArrayList<>();
    try {
      model.validate(JsonParser.parseString(manifest.toString()));
    } catch (IllegalArgumentException e) {
      problems.add(message(e));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    if (!UNTYPED.contains(manifest.path("kind").asText())) {
      typed(manifest, problems);
    }
    return problems;
  }

  private static void typed(JsonNode manifest, List<String> problems) {
    Class<?> type =
        new KubernetesSerialization()
            .getRegisteredKubernetesResource(
                manifest.path("apiVersion").asText(), manifest.path("kind").asText());
    try {
      TYPED.treeToValue(manifest, Objects.requireNonNull(type, "Fabric8 has no such kind"));
    } catch (JsonProcessingException e) {
      problems.add(message(e));
    }
  }

  private static String message(Exception e) {
    return Objects.requireNonNull(e.getMessage()).lines().findFirst().orElseThrow();
  }

  private static String key(JsonNode manifest) {
    return manifest.path("apiVersion").asText() + "/" + manifest.path("kind").asText();
  }
}
