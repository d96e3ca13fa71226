package io.rehost.wire;

import io.netty.handler.codec.http.HttpVersion;

/** HTTP/2 (RFC 9113), told to everyone else in messages of HTTP/1.1. */
public final class Http2 {
  /** The version of a request that came over HTTP/2. */
  public static final HttpVersion VERSION = new HttpVersion("HTTP", 2, 0, true);

  private Http2() {}
}
