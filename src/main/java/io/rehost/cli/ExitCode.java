package io.rehost.cli;

/** How the program ends, for those who script against it. */
final class ExitCode {
  /** All is well. */
  static final int OK = 0;

  /** It ran, and failed: a problem in a document, a port that is taken, a drain out of time. */
  static final int FAILED = 1;

  /** It was called or set up wrongly. */
  static final int USAGE = 2;

  private ExitCode() {}
}
