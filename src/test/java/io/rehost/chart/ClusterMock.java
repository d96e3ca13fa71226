package io.rehost.chart;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Fabric8's mock API server, which keeps objects, with what Helm asks before it sends any: the
 * version and the kinds (discovery) of Kubernetes.
 */
final class ClusterMock implements AutoCloseable {
  /** By group and version: kind and plural, and whether it has namespaces. */
  private static final Map<String, List<Kind>> KINDS =
      new TreeMap<>(
          Map.of(
              "v1",
              List.of(
                  new Kind("Namespace", false),
                  new Kind("Secret", true),
                  new Kind("Service", true),
                  new Kind("ServiceAccount", true),
                  new Kind("ConfigMap", true),
                  new Kind("Pod", true)),
              "apps/v1",
              List.of(new Kind("Deployment", true)),
              "coordination.k8s.io/v1",
              List.of(new Kind("Lease", true)),
              "policy/v1",
              List.of(new Kind("PodDisruptionBudget", true)),
              "networking.k8s.io/v1",
              List.of(new Kind("NetworkPolicy", true)),
              "rbac.authorization.k8s.io/v1",
              List.of(
                  new Kind("Role", true),
                  new Kind("RoleBinding", true),
                  new Kind("ClusterRole", false),
                  new Kind("ClusterRoleBinding", false)),
              "admissionregistration.k8s.io/v1",
              List.of(
                  new Kind("MutatingWebhookConfiguration", false),
                  new Kind("ValidatingWebhookConfiguration", false))));

  private final KubernetesMockServer server;

  /** A kind, as discovery tells of it. */
  private record Kind(String name, boolean namespaced) {
    String plural() {
      String lower = name.toLowerCase(Locale.ROOT);
      return lower.endsWith("y") ? lower.substring(0, lower.length() - 1) + "ies" : lower + "s";
    }

    String json() {
      return """
          {"name":"%s","singularName":"","namespaced":%b,"kind":"%s",\
          "verbs":["create","delete","get","list","patch","update","watch"]}"""
          .formatted(plural(), namespaced, name);
    }
  }

  ClusterMock() {
    Logger.getLogger("io.fabric8.mockwebserver").setLevel(Level.WARNING);
    KubernetesCrudDispatcher crud = new KubernetesCrudDispatcher();
    Dispatcher dispatcher =
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String path = request.getPath().replaceFirst("\\?.*", "");
            if (path.equals("/openapi/v2")) {
              // No schemas, in protobuf: StrictManifest judges in Helm's place.
              return new MockResponse().setResponseCode(200).setBody("");
            }
            String known = discovery(path);
            MockResponse response =
                known.isEmpty()
                    ? crud.dispatch(request)
                    : new MockResponse().setResponseCode(200).setBody(known);
            // Or Go's client takes it for what it prefers, which is protobuf.
            return response.setHeader("Content-Type", "application/json");
          }
        };
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), dispatcher, false);
    server.start();
  }

  /** What an API server says of itself at that path; empty if the path is of objects. */
  private static String discovery(String path) {
    if (path.equals("/version")) {
      return "{\"major\":\"1\",\"minor\":\"29\",\"gitVersion\":\"v1.29.0\"}";
    }
    if (path.equals("/api")) {
      return "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"]}";
    }
    if (path.equals("/apis")) {
      return "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\",\"groups\":[%s]}"
          .formatted(
              KINDS.keySet().stream()
                  .filter(version -> version.contains("/"))
                  .map(ClusterMock::group)
                  .collect(Collectors.joining(",")));
    }
    List<Kind> kinds = KINDS.get(path.replaceFirst("^/apis?/", ""));
    return kinds == null
        ? ""
        : "{\"kind\":\"APIResourceList\",\"groupVersion\":\"%s\",\"resources\":[%s]}"
            .formatted(
                path.replaceFirst("^/apis?/", ""),
                kinds.stream().map(Kind::json).collect(Collectors.joining(",")));
  }

  private static String group(String groupVersion) {
    String group = groupVersion.substring(0, groupVersion.indexOf('/'));
    String version = "{\"groupVersion\":\"%s\",\"version\":\"v1\"}".formatted(groupVersion);
    return "{\"name\":\"%s\",\"versions\":[%s],\"preferredVersion\":%s}"
        .formatted(group, version, version);
  }

  /** For Helm. */
  String kubeConfig() {
    return """
        apiVersion: v1
        kind: Config
        current-context: mock
        clusters: [{name: mock, cluster: {server: "http://127.0.0.1:%d"}}]
        contexts: [{name: mock, context: {cluster: mock, user: mock}}]
        users: [{name: mock, user: {}}]
        """
        .formatted(server.getPort());
  }

  /** A client of the same server. */
  KubernetesClient client() {
    return server.createClient();
  }

  @Override
  public void close() {
    server.shutdown();
  }
}
