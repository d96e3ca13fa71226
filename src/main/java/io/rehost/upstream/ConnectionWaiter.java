package io.rehost.upstream;

/** Waits for a connection; called exactly once, on the event loop of the pool. */
public interface ConnectionWaiter {
  /** The connection is the waiter's until it is released or closed. */
  void connected(UpstreamStream connection);

  /** There will be none. */
  void connectFailed(UpstreamFailure failure);
}
