package io.rehost.injector.controller;

/** Failures of the API server in one line. */
final class Failures {
  private Failures() {}

  /** What the innermost cause says, without line ends; the same failure gives the same line. */
  static String oneLine(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString().replaceAll("\\s+", " ");
  }
}
