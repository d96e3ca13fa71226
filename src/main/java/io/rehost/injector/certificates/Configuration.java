package io.rehost.injector.certificates;

import java.util.List;

/**
 * A webhook configuration as it was read.
 *
 * @param kind which of the two
 * @param version its resourceVersion
 * @param bundles the caBundle of each webhook, in PEM; empty for none
 */
record Configuration(Kind kind, String version, List<String> bundles) {

  /** The configurations that API servers know. */
  enum Kind {
    MUTATING,
    VALIDATING
  }

  Configuration {
    bundles = List.copyOf(bundles);
  }

  /** Whether each webhook has exactly this caBundle. */
  boolean trusts(String bundle) {
    return bundles.stream().allMatch(bundle::equals);
  }
}
