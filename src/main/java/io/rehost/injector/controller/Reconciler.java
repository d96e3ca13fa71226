package io.rehost.injector.controller;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rehost.injector.controller.GrantPlan.Observed;
import io.rehost.injector.controller.GrantPlan.Step;
import io.rehost.injector.events.EventWriter;
import io.rehost.injector.events.MessageText;
import io.rehost.injector.events.Notice;
import io.rehost.rule.document.RulesFile;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes what belongs to one ConfigMap as it should be. Blocks; one thread for each ConfigMap.
 *
 * <p>RBAC: as {@link RulesController}.
 */
final class Reconciler {
  private static final Logger LOG = Logger.getLogger(Reconciler.class);

  private static final String NOT_GRANTED = "RulesNotGranted";

  private final KubernetesClient client;
  private final EventWriter events;
  private final BooleanSupplier stopped;

  /**
   * @param stopped asked before each write; none follows once it is true
   */
  Reconciler(KubernetesClient client, EventWriter events, BooleanSupplier stopped) {
    this.client = client;
    this.events = events;
    this.stopped = stopped;
  }

  /**
   * Writes what differs.
   *
   * @param seen what the watches have shown, which may be old
   * @return whether anything was written
   * @throws KubernetesClientException if the API server doesn't take it: try again later
   */
  boolean reconcile(Key key, Observed seen) {
    List<Step> steps = GrantPlan.of(seen);
    if (steps.isEmpty() || created(steps)) {
      tell(seen.map(), List.of());
      return !steps.isEmpty();
    }
    Observed read = read(key); // before anything is changed or deleted
    List<Step> sure = GrantPlan.of(read);
    sure.forEach(this::carryOut);
    tell(read.map(), sure);
    return true;
  }

  /** Whether all was to be created and is; if something was there after all, look again. */
  private boolean created(List<Step> steps) {
    if (!steps.stream().allMatch(Step.Create.class::isInstance)) {
      return false;
    }
    try {
      steps.forEach(this::carryOut);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  private Observed read(Key key) {
    String name = GrantName.of(key.configMap());
    ConfigMap map =
        client.configMaps().inNamespace(key.namespace()).withName(key.configMap()).get();
    Role role = client.rbac().roles().inNamespace(key.namespace()).withName(name).get();
    RoleBinding binding =
        client.rbac().roleBindings().inNamespace(key.namespace()).withName(name).get();
    return new Observed(map != null && isLabelled(map) ? map : null, role, binding);
  }

  /** Whether it is to have a grant: labelled, and not about to go with all that it owns. */
  static boolean isLabelled(ConfigMap map) {
    Map<String, String> labels =
        Objects.requireNonNullElse(map.getMetadata().getLabels(), Map.of());
    return "true".equals(labels.get(RulesFile.LABEL))
        && map.getMetadata().getDeletionTimestamp() == null;
  }

  private void carryOut(Step step) {
    if (stopped.getAsBoolean()) {
      return;
    }
    switch (step) {
      case Step.Create(HasMetadata object) -> {
        client.resource(object).create();
        log("created", object);
      }
      case Step.Replace(HasMetadata object) -> {
        client.resource(object).update(); // refused if it has changed meanwhile
        log("repaired", object);
      }
      case Step.Delete(HasMetadata object) -> {
        client
            .resource(object)
            .lockResourceVersion(object.getMetadata().getResourceVersion())
            .delete();
        log("deleted", object);
      }
      case Step.LeaveForeign(HasMetadata _) -> {} // told
    }
  }

  private static void log(String what, HasMetadata object) {
    LOG.infof(
        "grant %s kind=%s name=%s/%s",
        what,
        object.getKind(),
        object.getMetadata().getNamespace(),
        object.getMetadata().getName());
  }

  private void tell(@Nullable ConfigMap map, List<Step> steps) {
    if (map == null || stopped.getAsBoolean()) {
      return;
    }
    events.tell(RulesVerdict.of(map));
    List<HasMetadata> taken =
        steps.stream().filter(Step.LeaveForeign.class::isInstance).map(Step::object).toList();
    if (taken.isEmpty()) {
      events.forget(Notice.reference(map), NOT_GRANTED);
      return;
    }
    Notice notice = notGranted(map, taken);
    if (events.tell(notice)) {
      LOG.warnf(
          "grant's name is taken configmap=%s/%s reason=\"%s\"",
          map.getMetadata().getNamespace(), map.getMetadata().getName(), notice.message());
    }
  }

  /** Someone's own Role or RoleBinding has the name of ours. */
  private static Notice notGranted(ConfigMap map, List<HasMetadata> taken) {
    List<String> problems =
        taken.stream()
            .map(
                object ->
                    "%s: \"%s\" (expected: a name that is free; this one is not the rules controller's)"
                        .formatted(object.getKind(), object.getMetadata().getName()))
            .toList();
    String message = MessageText.join(problems);
    return new Notice(Notice.reference(map), true, NOT_GRANTED, NOT_GRANTED, message, message);
  }
}
