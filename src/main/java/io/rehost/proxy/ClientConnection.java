package io.rehost.proxy;

/** A connection from a client, whatever is spoken on it. To be used on its event loop only. */
interface ClientConnection {
  /** Closes an unused connection; one in use is closed after what is going on. */
  void closeIfIdle();

  /** Ends it at once, so that the client can't take what it got for whole. */
  void cutOff();
}
