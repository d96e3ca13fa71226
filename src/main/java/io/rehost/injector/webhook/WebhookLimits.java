package io.rehost.injector.webhook;

import java.time.Duration;

/**
 * What keeps one client from taking the webhooks away from the others. Anyone in the cluster who
 * reaches the port is a client.
 *
 * @param head from a connection's start until its first request is there, TLS included
 * @param bodyBytes of all reviews that are read, waiting or judged at a time (503); at least {@link
 *     AdmissionReview#MAX_BYTES}, or a long one could never be taken
 * @param judged reviews of one webhook at a time; others wait, until their time is over (503)
 * @param connections at a time; one more is closed
 */
record WebhookLimits(Duration head, long bodyBytes, int judged, int connections) {
  /** Bodies may fill a quarter of the heap: what is read from them takes a multiple. */
  static final WebhookLimits DEFAULT =
      new WebhookLimits(
          Duration.ofSeconds(10),
          Math.max(AdmissionReview.MAX_BYTES, Runtime.getRuntime().maxMemory() / 4),
          64,
          1000);
}
