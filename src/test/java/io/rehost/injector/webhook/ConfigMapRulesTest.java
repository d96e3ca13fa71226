package io.rehost.injector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.rehost.injector.RulesLookup.Absent;
import io.rehost.injector.RulesLookup.Found;
import io.rehost.injector.RulesLookup.Result;
import io.rehost.injector.RulesLookup.Unknown;
import io.rehost.injector.webhook.PodAdmission.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract section 6, capture hosts: the ConfigMap is read by name when the pod is made. */
class ConfigMapRulesTest {
  private static final Logger TALKATIVE = Logger.getLogger("io.fabric8.mockwebserver");

  private final KubernetesMockServer server = new KubernetesMockServer(false);

  @BeforeEach
  void start() {
    TALKATIVE.setLevel(Level.WARNING);
    server.init();
  }

  @AfterEach
  void stop() {
    server.destroy();
  }

  private static KubernetesClient client(int port) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + port)
            .withHttp2Disable(true)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private void answer(int status, Object body) {
    server
        .expect()
        .get()
        .withPath("/api/v1/namespaces/shop/configmaps/shop-rules")
        .andReturn(status, body)
        .always();
  }

  private static ConfigMapBuilder configMap() {
    return new ConfigMapBuilder().withNewMetadata().withName("shop-rules").endMetadata();
  }

  private Result find() {
    return find(server.getPort(), Duration.ofSeconds(30));
  }

  private static Result find(int port, Duration patience) {
    try (KubernetesClient client = client(port);
        ConfigMapRules rules = new ConfigMapRules(client, patience)) {
      return rules.find("shop", "shop-rules");
    }
  }

  @Test
  void itsRulesAreFoundByNameInTheNamespace() {
    answer(200, configMap().addToData("rules.yaml", "rules: []").build());
    assertThat(find()).isEqualTo(new Found("rules: []", false));
  }

  /** Only by the label are sidecars let read it, and is it judged when it is edited. */
  @Test
  void theLabelIsToldOf() {
    answer(
        200,
        configMap()
            .editMetadata()
            .addToLabels("rehost.io/rules", "true")
            .endMetadata()
            .addToData("rules.yaml", "rules: []")
            .build());
    assertThat(find()).isEqualTo(new Found("rules: []", true));
  }

  @Test
  void oneThatIsNotThereOrHoldsNoRulesIsAbsent() {
    assertThat(find()).isEqualTo(new Absent());
    answer(200, new ConfigMapBuilder().withData(Map.of("other", "x")).build());
    assertThat(find()).isEqualTo(new Absent());
  }

  @Test
  void aMissingPermissionIsSaid() {
    answer(403, new StatusBuilder().withCode(403).withMessage("forbidden").build());
    assertThat(find())
        .isEqualTo(
            new Unknown("the injector may not read it: its ClusterRole lacks get on configmaps"));
  }

  @Test
  void aServerThatRefusesConnectionsIsUnknownNotAbsent() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    assertThat(find(closed, Duration.ofMillis(500))).isInstanceOf(Unknown.class);
  }

  @Test
  void aServerThatDoesNotAnswerIsNotWaitedForAndThePodIsDeniedSayingSo() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
        KubernetesClient client = client(silent.getLocalPort());
        ConfigMapRules rules = new ConfigMapRules(client, Duration.ofSeconds(1))) {
      PodAdmission pods =
          new PodAdmission(TestReview.injector(rules), Refusal.DENY, (namespace, pod, why) -> {});
      String pod =
          TestReview.pod(
              "\"rehost.io/inject\":\"true\",\"rehost.io/capture\":\"hosts\","
                  + "\"rehost.io/rules\":\"shop-rules,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v\"");
      long before = System.nanoTime();
      String said =
          TestReview.response(pods, TestReview.of("Pod", "CREATE", pod))
              .at("/status/message")
              .asText();
      assertThat(said)
          .contains("[rehost.io/rules]: \"shop-rules\"")
          .contains("the API server did not answer within 1 s")
          .doesNotContain("\"b\"");
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
    }
  }
}
