package io.rehost.injector.webhook;

/** Bytes that all bodies may have at a time. Thread-safe. */
final class ByteBudget {
  private final long most;
  private long held;

  ByteBudget(long most) {
    this.most = most;
  }

  /** Whether there is room for that many bytes at this moment. Takes none. */
  synchronized boolean hasRoom(long more) {
    return more <= most - held;
  }

  /** Whether that many bytes more may be held; they are, then, until given back. */
  synchronized boolean take(long more) {
    if (!hasRoom(more)) {
      return false;
    }
    held += more;
    return true;
  }

  synchronized void giveBack(long bytes) {
    held -= bytes;
  }
}
