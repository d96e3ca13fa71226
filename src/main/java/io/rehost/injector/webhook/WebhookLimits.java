package io.rehost.injector.webhook;

import java.time.Duration;

/**
 * What keeps one client from taking the webhooks away from the others. Anyone in the cluster who
 * reaches the port is a client.
 *
 * @param head from a connection's start until its first request is there, TLS included
 * @param body until a request's body is there (408)
 * @param verdict until a body is judged (503); with the body's, below the 10 seconds that the API
 *     server waits
 * @param bodyBytes of all requests that are read or judged at a time (503)
 * @param connections at a time; one more is closed
 */
record WebhookLimits(
    Duration head, Duration body, Duration verdict, int bodyBytes, int connections) {
  static final WebhookLimits DEFAULT =
      new WebhookLimits(
          Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(8), 64 << 20, 1000);
}
