package io.rehost.it;

import java.net.InetSocketAddress;

/** A real origin server of this test's own, ready for connections until it is closed. */
interface OriginServer extends AutoCloseable {
  /** Where it listens: a loopback address and a port that was free. */
  InetSocketAddress address();

  /** What it wrote on its output and in its error log, for the message of a failed test. */
  String log();

  /** Stops the server's own processes, no others, and deletes its files. */
  @Override
  void close();
}
