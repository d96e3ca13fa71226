package io.rehost.probe;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What came back for one Host. */
public sealed interface Reply {
  /** The address really connected to; null if no connection stood. */
  @Nullable InetSocketAddress address();

  /**
   * A final response.
   *
   * @param contentType empty if there is none
   * @param location empty if there is none
   * @param body its first 64 KiB as ISO-8859-1, undecoded
   */
  record Answered(
      InetSocketAddress address, int status, String contentType, String location, String body)
      implements Reply {}

  /**
   * None, in the time allowed or at all.
   *
   * @param detail what happened, in words
   */
  record Failed(@Nullable InetSocketAddress address, String detail) implements Reply {}
}
