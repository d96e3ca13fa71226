package io.rehost.injector;

import java.util.Locale;

/** Environment variables of the sidecar, which are its settings. */
final class Variables {
  static final String LISTEN = "REHOST_LISTEN";
  static final String LISTEN_TLS = "REHOST_LISTEN_TLS";
  static final String TLS_CERTIFICATE = "REHOST_TLS_CERTIFICATE";
  static final String TLS_KEY = "REHOST_TLS_KEY";
  static final String RULES_CONFIGMAPS = "REHOST_RULES_CONFIGMAPS";
  static final String UPSTREAM = "REHOST_UPSTREAM";
  static final String UNMATCHED = "REHOST_UNMATCHED";

  private Variables() {}

  /** The variable of a setting that is written {@code timeout-idle} in annotations. */
  static String named(String key) {
    return "REHOST_" + key.replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
