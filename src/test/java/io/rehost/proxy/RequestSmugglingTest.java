package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.RawClient.Response;
import io.rehost.proxy.RawOrigin.Received;
import io.rehost.wire.RequestVectors.Forwarded;
import io.rehost.wire.RequestVectors.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contract 4.1, from socket to socket: what is refused reaches no origin, what is forwarded reaches
 * a byte-recording one with one framing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestSmugglingTest {
  @SuppressWarnings("NullAway.Init") // set before all tests
  private RawOrigin origin;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private TestProxy proxy;

  @BeforeAll
  void start() throws IOException {
    origin = RawOrigin.ok("");
    proxy = TestProxy.overriding(origin.upstream(), "b");
  }

  @AfterAll
  void stop() throws IOException {
    proxy.close();
    origin.close();
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.RequestVectors#refused")
  void refusesOnceAndSendsNothing(Refused vector) throws Exception {
    for (String[] pieces : List.of(new String[] {vector.bytes()}, vector.bytes().split("", -1))) {
      try (RawClient client = proxy.client()) {
        for (String piece : pieces) {
          client.sendIfOpen(piece);
        }
        Response response = client.read();

        FailureTest.assertFailure(response, vector.status(), "http_request_error");
        assertThat(response.field("Connection")).isEqualTo("close");
        assertThat(client.readToEndOrReset()).as("a second response").isEmpty();
        assertThat(origin.isQuiet()).as("nothing reached the origin").isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.RequestVectors#forwarded")
  void forwardsWithOneFramingHoweverTheBytesAreCut(Forwarded vector) throws Exception {
    String bytes = vector.bytes();
    for (int cut = 1; cut <= bytes.length(); cut++) {
      try (RawClient client = proxy.client()) {
        client.send(bytes.substring(0, cut)).send(bytes.substring(cut));
        List<String> contents = new ArrayList<>();
        for (int i = 0; i < vector.contents().size(); i++) {
          assertThat(client.read().status()).isEqualTo(200);
          contents.add(content(origin.next()));
        }

        assertThat(contents).isEqualTo(vector.contents());
      }
    }
    assertThat(origin.isQuiet()).as("no request too many").isTrue();
  }

  /** Asserts that the request is framed in one way, and takes the content out of its frame. */
  private static String content(Received request) {
    List<String> framing =
        request.lines().stream()
            .filter(
                line ->
                    line.toLowerCase(Locale.ROOT).matches("(content-length|transfer-encoding):.*"))
            .map(line -> line.toLowerCase(Locale.ROOT).replaceFirst(":\\s*", ": "))
            .toList();
    assertThat(framing).as("fields of framing").hasSizeLessThanOrEqualTo(1);
    if (framing.isEmpty()) {
      assertThat(request.content()).isEmpty();
      return "";
    }
    if (framing.getFirst().startsWith("content-length")) {
      assertThat(framing.getFirst()).isEqualTo("content-length: " + request.content().length());
      return request.content();
    }
    assertThat(framing.getFirst()).isEqualTo("transfer-encoding: chunked");
    return withoutChunks(request.content());
  }

  private static String withoutChunks(String chunks) {
    StringBuilder content = new StringBuilder();
    int at = 0;
    while (true) {
      int end = chunks.indexOf("\r\n", at);
      String size = chunks.substring(at, end);
      assertThat(size).as("a chunk size").matches("0|[1-9a-f][0-9a-f]*");
      if (size.equals("0")) {
        assertThat(chunks).endsWith("\r\n\r\n");
        return content.toString();
      }
      int data = end + 2;
      at = data + Integer.parseInt(size, 16) + 2;
      content.append(chunks, data, at - 2);
      assertThat(chunks.substring(at - 2, at)).isEqualTo("\r\n");
    }
  }
}
