package io.rehost.console;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/**
 * A problem with a request, as {@code application/problem+json} (RFC 9457).
 *
 * @param detail what is wrong, and what would be right
 */
record Refusal(int status, String title, String detail) {

  static Refusal of(int status, String detail) {
    return new Refusal(status, title(status), detail);
  }

  /** All that is wrong with the parameters. */
  static Refusal ofParameters(List<String> problems) {
    return of(400, String.join("; ", problems));
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }

  void send(HttpServerResponse response) {
    String body =
        JsonText.of(
            json -> {
              json.writeStartObject();
              json.writeStringField("title", title);
              json.writeNumberField("status", status);
              json.writeStringField("detail", detail);
              json.writeEndObject();
            });
    var unused =
        response
            .setStatusCode(status)
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
            .end(body);
  }
}
