package io.rehost.injector.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rehost.injector.RulesLookup;
import io.rehost.injector.webhook.PodAdmission.Refusal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * What a verdict about a pod of 60 containers that captures 20 hosts costs, from the bytes of the
 * review to the bytes of the answer: the JSON is read, the decision made, the pod edited and
 * compared, the patch written. TLS, HTTP and the read of a ConfigMap come on top. Both the time
 * that passes and that of the processor are told: on a machine that is shared, only the second
 * speaks of the code.
 *
 * <p>{@code java -cp … io.rehost.injector.webhook.WebhookBenchmark}, the class path as in {@code
 * docs/injector.md}
 */
final class WebhookBenchmark {
  private static final int CONTAINERS = 60;
  private static final int WARMING = 4000;
  private static final int MEASURED = 4000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final PodAdmission pods =
      new PodAdmission(
          TestReview.injector((namespace, name) -> new RulesLookup.Found(rules(), true)),
          Refusal.DENY,
          (namespace, pod, why) -> {});

  private final byte[] review;
  private long answered;

  private WebhookBenchmark(byte[] review) {
    this.review = review;
  }

  /** Prints two lines of figures. */
  public static void main(String[] arguments) throws IOException {
    new WebhookBenchmark(review()).run();
  }

  private void run() throws IOException {
    String first = new String(judge(), UTF_8);
    if (!first.contains("\"patch\"")) {
      throw new IllegalStateException(first);
    }
    for (int i = 0; i < WARMING; i++) {
      answered += judge().length;
    }
    long[] passed = new long[MEASURED];
    long[] used = new long[MEASURED];
    for (int i = 0; i < MEASURED; i++) {
      long from = System.nanoTime();
      long usedBefore = THREADS.getCurrentThreadCpuTime();
      answered += judge().length;
      used[i] = THREADS.getCurrentThreadCpuTime() - usedBefore;
      passed[i] = System.nanoTime() - from;
    }
    System.out.printf("review bytes=%d answers bytes=%d%n", review.length, answered);
    print("time", passed);
    print("processor", used);
  }

  private byte[] judge() {
    return TestReview.answer(review, pods).body().getBytes(UTF_8);
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%s p50=%.1f ms p99=%.1f ms max=%.1f ms%n",
        what,
        nanos[MEASURED / 2] / 1e6,
        nanos[MEASURED * 99 / 100] / 1e6,
        nanos[MEASURED - 1] / 1e6);
  }

  /** A pod of containers as they are in real manifests. */
  private static byte[] review() throws IOException {
    String annotations = TestReview.ASKS + ",\"rehost.io/capture\":\"hosts\"";
    ObjectNode pod = (ObjectNode) JSON.readTree(TestReview.pod(annotations));
    ArrayNode list = ((ObjectNode) pod.get("spec")).putArray("containers");
    for (int i = 0; i < CONTAINERS; i++) {
      list.add(JSON.readTree(container(i)));
    }
    return TestReview.of("Pod", "CREATE", pod.toString()).getBytes(UTF_8);
  }

  private static String rules() {
    StringBuilder text = new StringBuilder("upstream: http://10.0.0.12\nrules:\n");
    for (int i = 0; i < 20; i++) {
      text.append("- {name: r").append(i).append(", match: {hosts: [b").append(i);
      text.append(".example.com]}, host: go").append(i).append(".test}\n");
    }
    return text.toString();
  }

  private static String container(int i) {
    StringBuilder environment = new StringBuilder();
    for (int e = 0; e < 20; e++) {
      environment
          .append(e == 0 ? "" : ",")
          .append("{\"name\":\"VARIABLE_")
          .append(e)
          .append("\",\"value\":\"a value of middling length ")
          .append(e)
          .append("\"}");
    }
    return """
        {"name":"app-%d","image":"registry.test/team/app-%d:1.2.3","imagePullPolicy":"IfNotPresent",
         "command":["/bin/app"],"args":["--config","/etc/app/config.yaml"],"env":[%s],
         "ports":[{"containerPort":%d,"name":"http","protocol":"TCP"}],
         "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"}},
         "readinessProbe":{"httpGet":{"path":"/ready","port":"http"},"periodSeconds":5},
         "livenessProbe":{"httpGet":{"path":"/live","port":"http"},"periodSeconds":10},
         "volumeMounts":[{"name":"config","mountPath":"/etc/app","readOnly":true},
          {"name":"kube-api-access","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],
         "securityContext":{"runAsNonRoot":true,"capabilities":{"drop":["ALL"]}},
         "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}
        """
        .formatted(i, i, environment, 20_000 + i);
  }
}
