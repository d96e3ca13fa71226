package io.rehost.injector.controller;

/** Which ConfigMap to look at. It need not be there. */
record Key(String namespace, String configMap) {
  /** {@code namespace/name}. */
  @Override
  public String toString() {
    return namespace + "/" + configMap;
  }
}
