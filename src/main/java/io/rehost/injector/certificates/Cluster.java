package io.rehost.injector.certificates;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a leader reads and writes. Writes succeed only over what was read: two leaders that overlap
 * can't undo each other's steps. Each method may throw {@link
 * io.fabric8.kubernetes.client.KubernetesClientException}.
 */
interface Cluster {

  /** The webhook configurations that exist. */
  List<Configuration> configurations();

  /** The Secret, now; not from a cache. */
  Stored stored();

  /**
   * Makes this the caBundle of every webhook of the configuration.
   *
   * @return false if the configuration isn't any more what was read
   */
  boolean trust(Configuration read, String bundle);

  /**
   * Makes this the content of the Secret.
   *
   * @return false if the Secret isn't any more what was read
   */
  boolean store(Stored read, Usable content);

  /** What every replica serves: empty for one that can't be asked. */
  List<Optional<X509Certificate>> served();
}
