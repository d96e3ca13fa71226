package io.rehost.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The way that a message has come (RFC 9110 7.6.3). Pure.
 *
 * <p>Our member goes in a field of its own behind those of others, which stay byte for byte what
 * they were.
 */
final class Via {
  private Via() {}

  /**
   * Adds this proxy to a message that it forwards.
   *
   * @param pseudonym its name; null leaves the message as it is
   * @param received the version of the message as it was received: an HTTP/1.0 client's or origin's
   *     is 1.0, whatever is spoken on the other side
   */
  static void mark(@Nullable String pseudonym, HttpVersion received, HttpHeaders fields) {
    if (pseudonym != null) {
      fields.add(FieldNames.VIA, version(received) + " " + pseudonym);
    }
  }

  /** The protocol's name is left out where it is HTTP; HTTP/2 and later have no minor version. */
  private static String version(HttpVersion received) {
    int major = received.majorVersion();
    return major >= 2 ? Integer.toString(major) : major + "." + received.minorVersion();
  }
}
