/**
 * Which pod with the sidecar runs which rules, and which it should run. Entry type: {@link
 * io.rehost.injector.fleet.Fleet}. What is fetched (pods, ConfigMaps, metrics) becomes a {@link
 * io.rehost.injector.fleet.FleetReport} by pure functions, and that JSON or a page.
 */
@NullMarked
package io.rehost.injector.fleet;

import org.jspecify.annotations.NullMarked;
