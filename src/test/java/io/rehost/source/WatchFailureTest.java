package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class WatchFailureTest {
  @Test
  void aForbiddenWatchNamesTheMissingRoleAndTheAccount() {
    Throwable failure =
        new CompletionException(
            failure(
                403,
                "configmaps is forbidden: User \"system:serviceaccount:shop:web\" cannot list"
                    + " resource \"configmaps\" in API group \"\" in the namespace \"shop\""));

    assertThat(WatchFailure.describe(failure, "shop", "vhosts"))
        .isEqualTo(
            "403, missing Role in namespace shop: {apiGroups: [\"\"], resources: [configmaps],"
                + " resourceNames: [vhosts], verbs: [get, list, watch]} bound to"
                + " system:serviceaccount:shop:web; the label rehost.io/rules: \"true\" on the"
                + " ConfigMap makes the rules controller grant it");
  }

  @Test
  void withoutAnAccountInTheMessageItIsThePodsOwn() {
    assertThat(WatchFailure.describe(failure(403, "no"), "shop", "vhosts"))
        .contains("bound to the pod's service account");
  }

  @Test
  void aTokenThatIsNotAcceptedIsSaidToBe() {
    assertThat(WatchFailure.describe(failure(401, "Unauthorized"), "shop", "vhosts"))
        .isEqualTo("the API server does not accept the token (401)");
  }

  @Test
  void anOutageIsItsInnermostCauseOnOneLine() {
    Throwable failure =
        new KubernetesClientException("x", new CompletionException(new IOException("a\nb")));

    assertThat(WatchFailure.describe(failure, "shop", "vhosts"))
        .isEqualTo("java.io.IOException: a b");
  }

  private static KubernetesClientException failure(int code, String message) {
    return new KubernetesClientException(message, code, null);
  }
}
