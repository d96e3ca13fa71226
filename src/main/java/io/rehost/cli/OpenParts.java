package io.rehost.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.logging.Logger;

/** What has been opened and is to be closed, the last first. For one thread. */
final class OpenParts implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(OpenParts.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  void push(AutoCloseable part) {
    parts.push(part);
  }

  /** Closes every part, whatever becomes of the others: a failure is a line of the log. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.error("a part did not end well", e);
      }
    }
  }
}
