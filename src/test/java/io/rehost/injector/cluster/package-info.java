/** A mock of the API server for tests of the control plane. */
package io.rehost.injector.cluster;
