package io.rehost.injector.certificates;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** A cluster that one leader writes to for as long as it leads. */
record FencedCluster(Cluster cluster, Fence fence) implements Cluster {

  @Override
  public List<Configuration> configurations() {
    return cluster.configurations();
  }

  @Override
  public Stored stored() {
    return cluster.stored();
  }

  @Override
  public boolean trust(Configuration read, String bundle) {
    return fence.through(() -> cluster.trust(read, bundle));
  }

  @Override
  public boolean store(Stored read, Usable content) {
    return fence.through(() -> cluster.store(read, content));
  }

  @Override
  public List<Optional<X509Certificate>> served() {
    return cluster.served();
  }
}
