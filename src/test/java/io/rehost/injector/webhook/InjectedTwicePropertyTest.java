package io.rehost.injector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rehost.injector.RulesLookup;
import io.rehost.injector.webhook.PodAdmission.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Contract section 6, "Injecting twice changes nothing": also when the webhook is called again on
 * its own output ({@code reinvocationPolicy: IfNeeded}) after another webhook has had its turn.
 */
class InjectedTwicePropertyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final RulesLookup RULES =
      (namespace, name) ->
          new RulesLookup.Found(
              """
              upstream: http://10.0.0.12
              rules:
              - {name: a, match: {hosts: [b1.example.com, b2.example.com]}, host: go.test}
              """,
              true);

  private final PodAdmission pods =
      new PodAdmission(TestReview.injector(RULES), Refusal.DENY, (namespace, pod, why) -> {});

  private ObjectNode admitted(ObjectNode pod) throws IOException {
    String object = pod.toString();
    return TestReview.patched(
        object, TestReview.response(pods, TestReview.of("Pod", "CREATE", object)));
  }

  @Property(tries = 200)
  void injectingTwiceChangesNothing(@ForAll("pods") ObjectNode pod) throws IOException {
    ObjectNode once = admitted(pod);
    assertThat(once.at("/spec/initContainers/0/name").asText()).isEqualTo("rehost");
    assertThat(admitted(once)).isEqualTo(once);
  }

  @Property(tries = 200)
  void whatAnotherWebhookAddsMeanwhileIsLeftAsItIs(
      @ForAll("pods") ObjectNode pod, @ForAll("others") List<Consumer<ObjectNode>> others)
      throws IOException {
    ObjectNode once = admitted(pod);
    others.forEach(other -> other.accept(once));
    assertThat(admitted(once)).isEqualTo(once);
  }

  @Property(tries = 200)
  void allThatThePodHadIsStillThere(@ForAll("pods") ObjectNode pod) throws IOException {
    ObjectNode once = admitted(pod);
    ArrayNode initContainers = (ArrayNode) once.at("/spec/initContainers");
    initContainers.remove(0);
    assertThat(initContainers).containsExactlyElementsOf(pod.at("/spec/initContainers"));
    assertThat(once.at("/spec/containers")).isEqualTo(pod.at("/spec/containers"));
    assertThat(once.at("/spec/volumes")).containsAll(pod.at("/spec/volumes"));
    pod.at("/metadata/annotations")
        .properties()
        .forEach(it -> assertThat(once.at("/metadata/annotations").properties()).contains(it));
  }

  @Provide
  Arbitrary<ObjectNode> pods() {
    Arbitrary<Set<String>> names =
        Arbitraries.strings()
            .withCharRange('a', 'f')
            .ofMinLength(1)
            .ofMaxLength(4)
            .set()
            .ofMaxSize(5);
    Arbitrary<String> capture = Arbitraries.of("none", "hosts");
    Arbitrary<String> ports = Arbitraries.of("80", "8080", "80,9090");
    Arbitrary<Integer> optional = Arbitraries.integers().between(0, 63);
    return Combinators.combine(names, names, names, capture, ports, optional)
        .as(InjectedTwicePropertyTest::pod);
  }

  private static ObjectNode pod(
      Set<String> containers,
      Set<String> initContainers,
      Set<String> volumes,
      String capture,
      String ports,
      int optional) {
    ObjectNode pod = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata").put("generateName", "p-");
    metadata
        .putObject("annotations")
        .put("rehost.io/inject", "true")
        .put("rehost.io/rules", "r1,r2")
        .put("rehost.io/capture", capture)
        .put("rehost.io/capture-ports", ports);
    ObjectNode spec = pod.putObject("spec");
    ArrayNode apps = spec.putArray("containers");
    apps.addObject().put("name", "app").put("image", "a");
    containers.forEach(name -> apps.addObject().put("name", name).put("image", "a"));
    ArrayNode before = spec.putArray("initContainers");
    initContainers.forEach(name -> before.addObject().put("name", "i" + name).put("image", "a"));
    ArrayNode mounted = spec.putArray("volumes");
    volumes.forEach(name -> mounted.addObject().put("name", name).putObject("emptyDir"));
    List<Runnable> parts =
        List.of(
            () -> metadata.putObject("labels").put("app", "x"),
            () ->
                spec.putArray("hostAliases")
                    .addObject()
                    .put("ip", "127.0.0.1")
                    .putNull("hostnames"),
            () -> spec.put("automountServiceAccountToken", false),
            () -> spec.put("dnsPolicy", "None").putObject("dnsConfig"),
            () ->
                spec.putObject("securityContext").put("runAsUser", 1000).put("runAsNonRoot", true),
            () -> spec.put("restartPolicy", "OnFailure").put("terminationGracePeriodSeconds", 5));
    for (int i = 0; i < parts.size(); i++) {
      if ((optional >> i & 1) == 1) {
        parts.get(i).run();
      }
    }
    return pod;
  }

  /** What meshes, secret injectors and the like do to pods. */
  @Provide
  Arbitrary<List<Consumer<ObjectNode>>> others() {
    List<Consumer<ObjectNode>> kinds =
        List.of(
            pod -> container(pod, "containers").put("name", "mesh").put("image", "m"),
            pod ->
                container(pod, "containers")
                    .withArray("ports")
                    .addObject()
                    .put("containerPort", 15_080),
            pod ->
                ((ArrayNode) pod.at("/spec/initContainers"))
                    .insertObject(0)
                    .put("name", "mesh-init")
                    .put("image", "m"),
            pod -> ((ArrayNode) pod.at("/spec/volumes")).addObject().put("name", "late"),
            pod -> ((ObjectNode) pod.at("/metadata/annotations")).put("mesh/status", "done"),
            pod -> ((ObjectNode) pod.at("/spec")).put("serviceAccountName", "default"));
    return Arbitraries.of(kinds).list().ofMinSize(1).ofMaxSize(4);
  }

  private static ObjectNode container(JsonNode pod, String list) {
    return ((ArrayNode) pod.at("/spec/" + list)).addObject();
  }
}
