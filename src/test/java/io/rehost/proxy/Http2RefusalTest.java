package io.rehost.proxy;

import static io.rehost.proxy.FrameClient.CONTINUATION;
import static io.rehost.proxy.FrameClient.END_HEADERS;
import static io.rehost.proxy.FrameClient.END_STREAM;
import static io.rehost.proxy.FrameClient.HEADERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.rehost.proxy.FrameClient.Reply;
import io.rehost.wire.RefusedHttp2Heads.Refused;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Issue 5, downgrade safety, on the wire: what is refused gets an answer, reaches no origin, and
 * costs other streams of its connection nothing.
 */
class Http2RefusalTest {
  @SuppressWarnings("NullAway.Init") // set before each test
  private RawOrigin origin;

  @SuppressWarnings("NullAway.Init") // set before each test
  private TestProxy proxy;

  @SuppressWarnings("NullAway.Init") // set before each test
  private FrameClient client;

  @BeforeEach
  void start() throws IOException {
    origin = RawOrigin.ok("ok");
    proxy = TestProxy.overriding(origin.upstream(), "b.test");
    client = FrameClient.open(proxy.server.addresses().getFirst());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    proxy.close();
    origin.close();
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.RefusedHttp2Heads#all")
  void headsAreRefusedAndOthersServed(Refused vector) throws Exception {
    Reply reply = client.head(1, true, vector.fields().toArray(String[]::new)).await(1);

    assertRefused(reply, vector.status());
    assertThat(reply.reset).isEqualTo(vector.malformed() ? Http2Error.PROTOCOL_ERROR : null);
    assertThat(reply.ended).isEqualTo(!vector.malformed());
    assertOthersAreServed(3);
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.RefusedHttp2Heads#all")
  void headsWithContentAreRefusedAndOthersServed(Refused vector) throws Exception {
    String[] fields = vector.fields().toArray(String[]::new);
    client.head(1, false, fields).data(1, false, "some");
    Reply reply = client.awaitReset(1);

    assertRefused(reply, vector.status());
    assertThat(reply.reset)
        .isEqualTo(vector.malformed() ? Http2Error.PROTOCOL_ERROR : Http2Error.NO_ERROR);
    client.data(1, true, "more, that was on its way");
    assertOthersAreServed(3);
  }

  @ParameterizedTest
  @CsvSource({"5,1", "5,9", "0,1"})
  void contentThatIsNotAsLongAsItsHeadSaysIsRefused(int said, int sent) throws Exception {
    String[] head = FieldBlock.with(FieldBlock.post("/"), "content-length", Integer.toString(said));
    Reply reply = client.head(1, false, head).data(1, true, "x".repeat(sent)).awaitReset(1);

    assertThat(reply.reset).isEqualTo(Http2Error.PROTOCOL_ERROR);
    assertThat(reply.heads).allMatch(it -> "400".contentEquals(it.status()));
    assertThat(origin.isQuiet()).as("no whole request").isTrue();
    assertOthersAreServed(3);
  }

  @Test
  void aLengthWithoutContentIsRefused() throws Exception {
    String[] head = FieldBlock.with(FieldBlock.post("/"), "content-length", "5");
    Reply reply = client.head(1, true, head).awaitReset(1);

    assertThat(reply.reset).isEqualTo(Http2Error.PROTOCOL_ERROR);
    assertOthersAreServed(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":path",
        "X-Upper",
        "transfer-encoding",
        "connection",
        "content-length",
        "host",
        "a\r\nb"
      })
  void trailersAreRefused(String name) throws Exception {
    Reply reply =
        client
            .head(1, false, FieldBlock.post("/"))
            .data(1, false, "some")
            .head(1, true, name, "1")
            .awaitReset(1);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.reset).isEqualTo(Http2Error.PROTOCOL_ERROR);
    assertOthersAreServed(3);
  }

  @Test
  void aHeadOverTheLimitIsAnswered() throws Exception {
    String[] head = FieldBlock.with(FieldBlock.get("/"), "x", "y".repeat(9_000));
    for (int i = 0; i < 3; i++) {
      head = FieldBlock.with(head, "x" + i, "y".repeat(9_000));
    }
    Reply reply = parts(1, FieldBlock.of(head)).await(1);

    assertRefused(reply, 431);
    assertOthersAreServed(3);
  }

  @Test
  void aTargetOverTheLimitIsAnswered() throws Exception {
    byte[] block = FieldBlock.of(FieldBlock.get("/" + "x".repeat(40_000)));
    Reply reply = parts(1, block).await(1);

    assertRefused(reply, 414);
    assertOthersAreServed(3);
  }

  @Test
  void requestsThatAreMeantToBeOneStayOne() throws Exception {
    String smuggled = "\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: a.test\r\n\r\n";
    client.head(1, false, FieldBlock.post("/")).data(1, true, smuggled).await(1);

    RawOrigin.Received received = origin.next();
    assertThat(received.content())
        .isEqualTo("%x\r\n%s\r\n0\r\n\r\n".formatted(smuggled.length(), smuggled));
    assertOthersAreServed(3);
  }

  /** A block in as many frames as it takes. */
  private FrameClient parts(int stream, byte[] block) {
    int size = 16_384;
    for (int from = 0; from < block.length; from += size) {
      byte[] part = Arrays.copyOfRange(block, from, Math.min(block.length, from + size));
      int last = from + size >= block.length ? END_HEADERS : 0;
      if (from == 0) {
        client.frame(HEADERS, END_STREAM | last, stream, part);
      } else {
        client.frame(CONTINUATION, last, stream, part);
      }
    }
    return client;
  }

  private static void assertRefused(Reply reply, int status) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.field("proxy-status")).isEqualTo("rehost; error=http_request_error");
    assertThat(reply.field("content-type")).isEqualTo("application/problem+json");
    assertThat(reply.field("content-length")).isEqualTo(Integer.toString(reply.content().length()));
    assertThat(reply.content()).startsWith("{\"title\":").contains("\"status\":" + status);
  }

  private void assertOthersAreServed(int stream) throws Exception {
    assertThat(client.get(stream, "/other").await(stream).content()).isEqualTo("ok");
    assertThat(origin.next().lines()).containsExactly("GET /other HTTP/1.1", "host: b.test");
    assertThat(origin.isQuiet()).isTrue();
  }
}
