package io.rehost.proxy;

import io.netty.util.AsciiString;

/** Names of the fields that we write ourselves, spelled as people know them. */
final class FieldNames {
  static final AsciiString CDN_LOOP = AsciiString.cached("CDN-Loop");
  static final AsciiString CONNECTION = AsciiString.cached("Connection");
  static final AsciiString CONTENT_LENGTH = AsciiString.cached("Content-Length");
  static final AsciiString CONTENT_TYPE = AsciiString.cached("Content-Type");
  static final AsciiString DATE = AsciiString.cached("Date");
  static final AsciiString FORWARDED = AsciiString.cached("Forwarded");
  static final AsciiString HOST = AsciiString.cached("Host");
  static final AsciiString MAX_FORWARDS = AsciiString.cached("Max-Forwards");
  static final AsciiString PROXY_STATUS = AsciiString.cached("Proxy-Status");
  static final AsciiString RETRY_AFTER = AsciiString.cached("Retry-After");
  static final AsciiString TE = AsciiString.cached("TE");
  static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");
  static final AsciiString TRACESTATE = AsciiString.cached("tracestate");
  static final AsciiString TRANSFER_ENCODING = AsciiString.cached("Transfer-Encoding");
  static final AsciiString UPGRADE = AsciiString.cached("Upgrade");
  static final AsciiString VIA = AsciiString.cached("Via");
  static final AsciiString X_FORWARDED_FOR = AsciiString.cached("X-Forwarded-For");
  static final AsciiString X_FORWARDED_HOST = AsciiString.cached("X-Forwarded-Host");
  static final AsciiString X_FORWARDED_PORT = AsciiString.cached("X-Forwarded-Port");
  static final AsciiString X_FORWARDED_PROTO = AsciiString.cached("X-Forwarded-Proto");

  private FieldNames() {}
}
