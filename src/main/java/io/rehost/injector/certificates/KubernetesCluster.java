package io.rehost.injector.certificates;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The cluster by way of its API server.
 *
 * <p>RBAC, beside that of {@link Configurations} and {@link InjectorPods}: get and update on
 * secrets with {@code resourceNames: [NAME]}, create on secrets (which can't be bound to a name),
 * in its own namespace; watch, for {@link NameWatch}.
 *
 * @param client whose requests end in time
 */
record KubernetesCluster(
    KubernetesClient client,
    OwnCertificates.Place place,
    SecretForm form,
    Configurations webhooks,
    InjectorPods pods,
    InstantSource clock)
    implements Cluster {

  Resource<Secret> secret() {
    return client.secrets().inNamespace(place.namespace()).withName(place.secret());
  }

  @Override
  public List<Configuration> configurations() {
    return webhooks.read();
  }

  @Override
  public Stored stored() {
    return form.read(secret().get(), clock.instant());
  }

  @Override
  public boolean trust(Configuration read, String bundle) {
    return webhooks.trust(read, bundle);
  }

  @Override
  public boolean store(Stored read, Usable content) {
    try {
      return read.version().isEmpty() ? create(content) : update(read, content);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private boolean create(Usable content) {
    Secret made = form.write(place.namespace(), place.secret(), content);
    client.secrets().inNamespace(place.namespace()).resource(made).create();
    return true;
  }

  /** The update names the version that was read: it fails with 409 if there is another by now. */
  private boolean update(Stored read, Usable content) {
    Secret found = secret().get();
    if (found == null || !found.getMetadata().getResourceVersion().equals(read.version())) {
      return false;
    }
    Secret made = form.write(found, content);
    client.secrets().inNamespace(place.namespace()).resource(made).update();
    return true;
  }

  @Override
  public List<Optional<X509Certificate>> served() {
    return pods.served();
  }
}
