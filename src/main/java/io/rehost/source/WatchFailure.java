package io.rehost.source;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why the API server did not give a ConfigMap, in words for the person who can mend it. */
final class WatchFailure {
  /** {@code configmaps is forbidden: User "system:serviceaccount:ns:sa" cannot list resource …}. */
  private static final Pattern ACCOUNT = Pattern.compile("User \"([^\"]+)\"");

  private WatchFailure() {}

  /** One line without line ends; the same failure always gives the same line. */
  static String describe(Throwable failure, String namespace, String name) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof KubernetesClientException k && k.getCode() == 403) {
        return forbidden(k, namespace, name);
      }
      if (t instanceof KubernetesClientException k && k.getCode() == 401) {
        return "the API server does not accept the token (401)";
      }
    }
    return oneLine(root(failure));
  }

  private static String forbidden(
      KubernetesClientException failure, String namespace, String name) {
    Matcher account = ACCOUNT.matcher(String.valueOf(failure.getMessage()));
    return "403, missing Role in namespace "
        + namespace
        + ": {apiGroups: [\"\"], resources: [configmaps], resourceNames: ["
        + name
        + "], verbs: [get, list, watch]} bound to "
        + (account.find() ? account.group(1) : "the pod's service account")
        + "; the label "
        + ConfigMapContent.LABEL
        + ": \"true\" on the ConfigMap makes the rules controller grant it";
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String oneLine(Throwable failure) {
    return failure.toString().replaceAll("\\s+", " ");
  }
}
