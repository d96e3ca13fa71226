package io.rehost.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an API server is.
 *
 * @param url of its API
 * @param authority the CA's certificate in PEM; null for one that every system trusts
 */
record Access(String url, @Nullable Path authority) {

  /** A client with a service account's token, which repeats nothing by itself. */
  KubernetesClient client(String token) {
    ConfigBuilder config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url)
            .withOauthToken(token)
            .withRequestRetryBackoffLimit(0);
    if (authority != null) {
      config.withCaCertFile(authority.toString());
    }
    return new KubernetesClientBuilder().withConfig(config.build()).build();
  }

  /** What leads a process here, in place of a pod's mounts; no kubeconfig of the user does. */
  Map<String, String> environment(Path token) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KUBERNETES_MASTER", url);
    if (authority != null) {
      environment.put("KUBERNETES_CERTS_CA_FILE", authority.toString());
    }
    environment.put("KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN", token.toString());
    environment.put("KUBECONFIG", token.resolveSibling("none").toString());
    return environment;
  }
}
