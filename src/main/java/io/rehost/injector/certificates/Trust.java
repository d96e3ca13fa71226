package io.rehost.injector.certificates;

import java.util.List;
import java.util.function.BiPredicate;

/** What came of making caBundles equal. */
enum Trust {
  /** They were. */
  SAME,
  /** They are from now on. */
  WRITTEN,
  /** Someone else wrote meanwhile: read again. */
  OUTDATED;

  /**
   * Writes where it differs, and nothing else.
   *
   * @param writer as {@link Cluster#trust}
   */
  static Trust establish(
      List<Configuration> read, String bundle, BiPredicate<Configuration, String> writer) {
    Trust result = SAME;
    for (Configuration configuration : read) {
      if (!configuration.trusts(bundle)) {
        if (!writer.test(configuration, bundle)) {
          return OUTDATED;
        }
        result = WRITTEN;
      }
    }
    return result;
  }
}
