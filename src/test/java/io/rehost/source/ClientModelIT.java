package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kinds that this program touches work without the model jars that the build leaves out. */
class ClientModelIT {
  private final ApiServer api = new ApiServer();
  private final KubernetesClient client = ApiServer.clientOf(api.port());

  @AfterEach
  void stop() {
    client.close();
    api.close();
  }

  static Stream<HasMetadata> kinds() {
    return Stream.of(
        ApiServer.configMap("x").build(),
        new PodBuilder().withNewMetadata().withName("x").endMetadata().build(),
        new SecretBuilder().withNewMetadata().withName("x").endMetadata().build(),
        new EventBuilder().withNewMetadata().withName("x").endMetadata().build(),
        new io.fabric8.kubernetes.api.model.events.v1.EventBuilder()
            .withNewMetadata()
            .withName("x")
            .endMetadata()
            .build(),
        new RoleBuilder().withNewMetadata().withName("x").endMetadata().build(),
        new RoleBindingBuilder().withNewMetadata().withName("x").endMetadata().build(),
        new LeaseBuilder().withNewMetadata().withName("x").endMetadata().build(),
        new DeploymentBuilder().withNewMetadata().withName("x").endMetadata().build(),
        new ReplicaSetBuilder().withNewMetadata().withName("x").endMetadata().build(),
        new JobBuilder().withNewMetadata().withName("x").endMetadata().build(),
        new MutatingWebhookConfigurationBuilder()
            .withNewMetadata()
            .withName("x")
            .endMetadata()
            .build(),
        new ValidatingWebhookConfigurationBuilder()
            .withNewMetadata()
            .withName("x")
            .endMetadata()
            .build());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aKindIsCreatedReadAndDeleted(HasMetadata object) {
    client.resource(object).create();

    assertThat(client.resource(object).get().getKind()).isEqualTo(object.getKind());
    assertThat(client.resource(object).delete()).hasSize(1);
    assertThat(client.resource(object).get()).isNull();
  }

  @Test
  void anAdmissionReviewIsReadWithTheObjectInIt() {
    String review =
        """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "1",
         "object": {"apiVersion": "v1", "kind": "ConfigMap", "data": {"rules.yaml": "rules: []"}}}}
        """;

    AdmissionReview read = new KubernetesSerialization().unmarshal(review, AdmissionReview.class);

    assertThat(read.getRequest().getObject())
        .isInstanceOfSatisfying(
            ConfigMap.class,
            map -> assertThat(map.getData()).containsEntry("rules.yaml", "rules: []"));
  }
}
