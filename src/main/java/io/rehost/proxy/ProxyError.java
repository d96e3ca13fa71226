package io.rehost.proxy;

import io.rehost.rule.Decision;
import io.rehost.upstream.UpstreamFailure;
import io.rehost.wire.HeadGuard;

/**
 * The one table from the cause of a failure to its status and its Proxy-Status error (RFC 9209
 * 2.3).
 */
public enum ProxyError {
  MALFORMED_REQUEST(400, "http_request_error"),
  REQUEST_TIMEOUT(408, "http_request_error"),
  TARGET_TOO_LONG(414, "http_request_error"),
  HEAD_TOO_LARGE(431, "http_request_error"),
  NOT_IMPLEMENTED(501, "http_request_error"),
  VERSION_NOT_SUPPORTED(505, "http_request_error"),
  UNMATCHED(421, "http_request_denied"),
  HOST_TEMPLATE(400, "http_request_error"),
  NO_RULES(503, "proxy_configuration_error"),
  CONNECTION_REFUSED(502, "connection_refused"),
  CONNECTION_TIMEOUT(504, "connection_timeout"),
  CONNECTION_TERMINATED(502, "connection_terminated"),
  DNS(502, "dns_error"),
  TLS_FILES(503, "proxy_configuration_error"),
  TLS_PROTOCOL(502, "tls_protocol_error"),
  TLS_ALERT(502, "tls_alert_received"),
  TLS_CERTIFICATE(502, "tls_certificate_error"),
  ADDRESS_PROHIBITED(502, "destination_ip_prohibited"),
  UPGRADE_FAILED(502, "http_upgrade_failed"),
  MALFORMED_RESPONSE(502, "http_protocol_error"),
  RESPONSE_TIMEOUT(504, "http_response_timeout"),
  TUNNEL_IDLE(504, "connection_read_timeout"),
  CONNECTION_LIMIT(503, "connection_limit_reached"),
  LOOP(508, "proxy_loop_detected"),
  INTERNAL(500, "proxy_internal_error");

  private final int status;
  private final String token;

  ProxyError(int status, String token) {
    this.status = status;
    this.token = token;
  }

  /** The status code that the client gets. */
  public int status() {
    return status;
  }

  /** The value of {@code error} in Proxy-Status. */
  public String token() {
    return token;
  }

  static ProxyError of(HeadGuard.Kind kind) {
    return switch (kind) {
      case MALFORMED -> MALFORMED_REQUEST;
      case TARGET_TOO_LONG -> TARGET_TOO_LONG;
      case HEAD_TOO_LARGE -> HEAD_TOO_LARGE;
      case NOT_IMPLEMENTED -> NOT_IMPLEMENTED;
      case VERSION -> VERSION_NOT_SUPPORTED;
    };
  }

  static ProxyError of(Decision.Cause cause) {
    return switch (cause) {
      case UNMATCHED -> UNMATCHED;
      case HOST_TEMPLATE -> HOST_TEMPLATE;
    };
  }

  static ProxyError of(UpstreamFailure.Kind kind) {
    return switch (kind) {
      case CONNECT_REFUSED -> CONNECTION_REFUSED;
      case CONNECT_TIMEOUT -> CONNECTION_TIMEOUT;
      case DNS -> DNS;
      case ADDRESS_PROHIBITED -> ADDRESS_PROHIBITED;
      case POOL_EXHAUSTED -> CONNECTION_LIMIT;
      case TERMINATED, RESET, REFUSED -> CONNECTION_TERMINATED;
      case TLS_FILES -> TLS_FILES;
      case TLS_PROTOCOL -> TLS_PROTOCOL;
      case TLS_ALERT -> TLS_ALERT;
      case TLS_CERTIFICATE -> TLS_CERTIFICATE;
      case MALFORMED_RESPONSE -> MALFORMED_RESPONSE;
      case MALFORMED_UPGRADE -> UPGRADE_FAILED;
      case DEFECT -> INTERNAL;
    };
  }
}
