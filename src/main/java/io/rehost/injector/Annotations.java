package io.rehost.injector;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The annotations of a pod that are read or written. */
final class Annotations {
  /** What all of them begin with. */
  static final String PREFIX = "rehost.io/";

  static final String INJECT = "rehost.io/inject";
  static final String RULES = "rehost.io/rules";
  static final String UPSTREAM = "rehost.io/upstream";
  static final String UNMATCHED = "rehost.io/unmatched";
  static final String CAPTURE = "rehost.io/capture";
  static final String CAPTURE_PORTS = "rehost.io/capture-ports";
  static final String TLS_SECRETS = "rehost.io/tls-secrets";
  static final String CPU_REQUEST = "rehost.io/cpu-request";
  static final String CPU_LIMIT = "rehost.io/cpu-limit";
  static final String MEMORY_REQUEST = "rehost.io/memory-request";
  static final String MEMORY_LIMIT = "rehost.io/memory-limit";

  /** Written, never read for what it says. */
  static final String STATUS = "rehost.io/status";

  /** Followed by a setting's key in lower case with dashes. */
  static final String SET = "rehost.io/set.";

  /** The label of pods that have the sidecar. */
  static final String INJECTED_LABEL = "rehost.io/injected";

  /** All that pods may bear, without the settings. */
  static final List<String> KNOWN =
      List.of(
          INJECT,
          RULES,
          UPSTREAM,
          UNMATCHED,
          CAPTURE,
          CAPTURE_PORTS,
          TLS_SECRETS,
          CPU_REQUEST,
          CPU_LIMIT,
          MEMORY_REQUEST,
          MEMORY_LIMIT,
          STATUS);

  /** Settings that a pod may choose, from their key to the variable of the sidecar. */
  static final Map<String, String> SETTINGS =
      Stream.of(
              "timeout-connect",
              "timeout-head",
              "timeout-response",
              "timeout-idle",
              "timeout-keepalive",
              "timeout-drain",
              "limit-head",
              "limit-connections",
              "limit-upstream-connections",
              "limit-pending",
              "retries",
              "forwarded",
              "forwarded-host",
              "trusted-proxies",
              "upstream-allowed",
              "via",
              "upgrades",
              "mask",
              "access-log",
              "debug",
              "log-level",
              "drain-delay")
          .collect(Collectors.toUnmodifiableMap(Function.identity(), Variables::named));

  private Annotations() {}
}
