package io.rehost.injector.certificates;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.time.Duration;

/**
 * How long things last.
 *
 * @param lifetime of a leaf and its CA
 * @param renewBefore how long before its end a leaf is replaced
 * @param settle after which every API server and every replica has taken what was written
 * @param skew by which clocks may differ: certificates begin to be valid that much earlier
 * @param round between two looks at the cluster if no watch says that something changed
 * @param request how long one request, or one handshake with a replica, may take
 */
record CertificateTiming(
    Duration lifetime,
    Duration renewBefore,
    Duration settle,
    Duration skew,
    Duration round,
    Duration request) {

  static final CertificateTiming DEFAULT =
      new CertificateTiming(
          Duration.ofDays(90),
          Duration.ofDays(30),
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5));

  CertificateTiming {
    if (renewBefore.compareTo(lifetime) >= 0) {
      throw new IllegalArgumentException(
          "renewBefore: " + renewBefore + " (expected: less than the lifetime, " + lifetime + ")");
    }
  }

  /**
   * The usual times but for this one.
   *
   * @param settle as above; the cluster is looked at no less often
   */
  static CertificateTiming settling(Duration settle) {
    return new CertificateTiming(
        DEFAULT.lifetime,
        DEFAULT.renewBefore,
        settle,
        DEFAULT.skew,
        settle.compareTo(DEFAULT.round) < 0 ? settle : DEFAULT.round,
        DEFAULT.request);
  }

  /** The client without repetitions of its own: the next round repeats. */
  KubernetesClient patient(KubernetesClient client) {
    RequestConfig requests =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withRequestTimeout(Math.toIntExact(request.toMillis()))
            .withRequestRetryBackoffLimit(0)
            .build();
    return client.newClient(requests).adapt(KubernetesClient.class);
  }
}
