package io.rehost.injector.certificates;

import java.util.List;

/**
 * The names by which the Service of the webhooks is called. API servers verify the first.
 *
 * @param service name of the Service
 * @param namespace where it is
 */
record ServiceNames(String service, String namespace) {

  /** {@code SERVICE.NAMESPACE.svc}, which API servers put into SNI and verify. */
  String verified() {
    return service + "." + namespace + ".svc";
  }

  /** All names that a certificate bears. */
  List<String> all() {
    return List.of(verified(), verified() + ".cluster.local", service + "." + namespace);
  }
}
