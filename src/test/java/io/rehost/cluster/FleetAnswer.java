package io.rehost.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.StreamSupport;

/**
 * What {@code GET /fleet} says.
 *
 * @param millis how long it took
 */
record FleetAnswer(JsonNode report, long millis) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param console the port of an injector's
   */
  static FleetAnswer of(int console) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + console + "/fleet");
    long begin = System.nanoTime();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return new FleetAnswer(JSON.readTree(response.body()), Millis.since(begin));
    }
  }

  JsonNode pod(String name) {
    return StreamSupport.stream(report.path("items").spliterator(), false)
        .filter(it -> it.path("pod").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
