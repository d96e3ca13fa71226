package io.rehost.injector.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.rehost.injector.election.Duty;
import io.rehost.injector.events.EventWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * While it leads, every ConfigMap with the label {@code rehost.io/rules: "true"}, in any namespace,
 * has a Role and a RoleBinding by which the service accounts of its namespace may read it, and
 * Events that say what its rules are worth. What is edited or deleted is put back, what is left of
 * a ConfigMap without the label is removed, also if that happened while nobody led. Objects of
 * others are never touched.
 *
 * <p>RBAC, in the whole cluster: get, list and watch on configmaps (it can grant only what it
 * holds); get, list, watch, create, update and delete on roles and rolebindings; get, create and
 * patch on events.
 *
 * <p>A failure is tried again with back-off (1 s to 5 min for each ConfigMap); everything is listed
 * anew every ten minutes. At most 25 ConfigMaps a second are written to, eight at a time.
 *
 * <p>Nine virtual threads while it leads. The methods are called from one thread at a time.
 */
public final class RulesController implements Duty, AutoCloseable {
  private final KubernetesClient client;
  private final String reporter;
  private final Timing timing;
  private @Nullable ControlSession session;

  /**
   * How patient to be.
   *
   * @param tick between looks at the watches
   * @param pace between ConfigMaps that are written to
   * @param retry after a first failure
   * @param mostRetry after many
   * @param request how long one request may take
   */
  record Timing(
      Duration tick,
      Duration pace,
      Duration retry,
      Duration mostRetry,
      Duration request,
      WatchedKind.Patience patience) {
    static final Timing DEFAULT =
        new Timing(
            Duration.ofSeconds(1),
            Duration.ofMillis(40),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            new WatchedKind.Patience(Duration.ofMinutes(10), Duration.ofSeconds(30)));
  }

  /**
   * A controller that does nothing until it leads.
   *
   * @param client stays open
   * @param reporter name of this replica, for Events
   */
  public RulesController(KubernetesClient client, String reporter) {
    this(client, reporter, Timing.DEFAULT);
  }

  RulesController(KubernetesClient client, String reporter, Timing timing) {
    this.client =
        client
            .newClient(
                new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                    .withRequestTimeout(Math.toIntExact(timing.request.toMillis()))
                    .withRequestRetryBackoffLimit(0) // ours is for each ConfigMap
                    .build())
            .adapt(KubernetesClient.class);
    this.reporter = reporter;
    this.timing = timing;
  }

  @Override
  public void lead() {
    if (session == null) {
      // Another may have led meanwhile: what it has told is on the API server.
      session = new ControlSession(client, new EventWriter(client, reporter), timing);
      session.start();
    }
  }

  @Override
  public void follow() {
    if (session != null) {
      session.stop();
      session = null;
    }
  }

  @Override
  public void close() {
    follow();
  }
}
