/**
 * Rehost against a real API server: kube-apiserver and etcd as processes, with authorization,
 * admission and validation as in a cluster, but without nodes, controllers and a network of its
 * own.
 */
@NullMarked
package io.rehost.cluster;

import org.jspecify.annotations.NullMarked;
