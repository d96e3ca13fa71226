package io.rehost.injector;

import java.util.List;
import java.util.Map;

/**
 * Everything that a pod gets.
 *
 * @param environment of the sidecar, in the order in which it is shown
 * @param traces what comes after it
 * @param rules names of ConfigMaps, in order of precedence
 * @param tlsSecrets names of Secrets
 * @param aliases host names that the pod finds at its own loopback; empty for no capture
 * @param capturePorts where the sidecar listens for them
 * @param freesLowPorts whether the pod has to be told that everyone may listen on ports below 1024
 * @param version of the injector
 */
public record SidecarSpec(
    SidecarImage image,
    Map<String, String> environment,
    Traces traces,
    List<String> rules,
    List<String> tlsSecrets,
    Resources resources,
    List<String> aliases,
    List<Integer> capturePorts,
    boolean freesLowPorts,
    String version) {
  /** The name of the sidecar's container. */
  public static final String CONTAINER = "rehost";

  /** The ports that every sidecar takes: for the app, for probes and metrics, for its console. */
  static final List<Integer> PORTS = List.of(15_080, 15_081, 15_082);

  static final int MANAGEMENT_PORT = 15_081;
}
