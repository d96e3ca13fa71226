package io.rehost.proxy;

import static io.rehost.proxy.FrameClient.CONTINUATION;
import static io.rehost.proxy.FrameClient.DATA;
import static io.rehost.proxy.FrameClient.END_HEADERS;
import static io.rehost.proxy.FrameClient.HEADERS;
import static io.rehost.proxy.FrameClient.PRIORITY;
import static io.rehost.proxy.FrameClient.PUSH_PROMISE;
import static io.rehost.proxy.FrameClient.RST_STREAM;
import static io.rehost.proxy.FrameClient.SETTINGS;
import static io.rehost.proxy.FrameClient.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.rehost.proxy.FrameClient.Reply;
import io.rehost.rule.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Issue 5, limits of HTTP/2: a client that makes us work for nothing is cut off with
 * ENHANCE_YOUR_CALM or the error that it made, and others are served.
 */
class Http2AbuseTest {
  private static final int MANY = 1200;

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
    client = open();
  }

  @AfterEach
  void stop() throws IOException {
    assertThat(exchangeOnAnother()).isEqualTo("ok");
    client.close();
    proxy.close();
    origin.close();
  }

  @Test
  @DisplayName("rapid reset (CVE-2023-44487)")
  void resetsOfTheClientAreLimited() throws Exception {
    for (int i = 0; i < MANY; i++) {
      client.get(2 * i + 1, "/").reset(2 * i + 1, Http2Error.CANCEL);
    }
    assertCutOff(Http2Error.ENHANCE_YOUR_CALM);
  }

  @Test
  @DisplayName("made you reset (CVE-2025-55163): window updates of zero")
  void resetsThatTheClientCausesAreLimited() throws Exception {
    for (int i = 0; i < MANY; i++) {
      client.get(2 * i + 1, "/").window(2 * i + 1, 0);
    }
    assertCutOff(Http2Error.ENHANCE_YOUR_CALM);
  }

  @Test
  @DisplayName("made you reset: malformed requests")
  void malformedRequestsAreLimited() throws Exception {
    for (int i = 0; i < MANY; i++) {
      client.head(2 * i + 1, true, ":method", "GET");
    }
    assertCutOff(Http2Error.ENHANCE_YOUR_CALM);
  }

  @Test
  @DisplayName("CONTINUATION flood (CVE-2024-27316)")
  void headsInManySmallPartsAreLimited() throws Exception {
    client.frame(HEADERS, 0, 1, FieldBlock.of(FieldBlock.get("/")));
    for (int i = 0; i < 100; i++) {
      client.frame(CONTINUATION, 0, 1, FieldBlock.of("x", "y"));
    }
    assertCutOff(Http2Error.ENHANCE_YOUR_CALM);
  }

  @Test
  void headsWithoutEndAreLimitedInSize() throws Exception {
    byte[] block = FieldBlock.of("x", "y".repeat(16_000));
    client.frame(HEADERS, 0, 1, block);
    for (int i = 0; i < 15; i++) {
      client.frame(CONTINUATION, 0, 1, block);
    }
    assertCutOff(Http2Error.PROTOCOL_ERROR);
  }

  @Test
  @DisplayName("a head of few bytes that unfolds to many is answered with 431 (RFC 7541 7)")
  void headsThatUnfoldAreNotKept() throws Exception {
    byte[] value = FieldBlock.of("x", "y".repeat(4_000));
    value[0] = 0x40; // goes into the dynamic table
    byte[] again = new byte[16_000];
    Arrays.fill(again, (byte) (0x80 | 62));
    Reply reply =
        client
            .frame(HEADERS, 1, 1, value)
            .frame(CONTINUATION, 0, 1, again)
            .frame(CONTINUATION, END_HEADERS, 1, again)
            .await(1);

    assertThat(reply.status()).isEqualTo(431);
    assertThat(client.get(3, "/").await(3).content()).isEqualTo("ok");
  }

  @Test
  @DisplayName("empty DATA frames (CVE-2019-9518)")
  void framesWithoutContentAreLimited() throws Exception {
    client.head(1, false, FieldBlock.post("/"));
    for (int i = 0; i < 200; i++) {
      client.frame(DATA, 0, 1);
    }
    assertCutOff(Http2Error.ENHANCE_YOUR_CALM);
  }

  @Test
  void moreStreamsThanAllowedAreRefused() throws Exception {
    for (int i = 0; i < 101; i++) {
      client.head(2 * i + 1, false, FieldBlock.post("/"));
    }
    Reply refused = client.awaitReset(201);

    assertThat(refused.reset).isEqualTo(Http2Error.REFUSED_STREAM);
    client.data(1, true, "x").await(1);
    assertThat(client.reply(1).status()).isEqualTo(200);
  }

  @Test
  void moreContentThanTheWindowAllowsIsRefused() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        TestProxy stalled =
            TestProxy.overriding(
                new Upstream(Upstream.Scheme.HTTP, "127.0.0.1", deaf.getLocalPort()), "b.test");
        FrameClient greedy = FrameClient.open(stalled.server.addresses().getFirst())) {
      greedy.head(1, false, FieldBlock.post("/"));
      for (int i = 0; i < 16; i++) {
        greedy.data(1, false, "x".repeat(16_384));
      }

      assertThat(greedy.awaitReset(1).reset).isEqualTo(Http2Error.FLOW_CONTROL_ERROR);
    }
  }

  @Test
  void framesThatBreakTheConnectionEndIt() throws Exception {
    assertEnds(open().frame(DATA, 0, 0), Http2Error.PROTOCOL_ERROR);
    assertEnds(
        open().frame(HEADERS, END_HEADERS, 2, FieldBlock.of(FieldBlock.get("/"))),
        Http2Error.PROTOCOL_ERROR);
    assertEnds(
        open().frame(PUSH_PROMISE, END_HEADERS, 1, FrameClient.ints(2)), Http2Error.PROTOCOL_ERROR);
    assertEnds(open().frame(RST_STREAM, 0, 5, FrameClient.ints(8)), Http2Error.PROTOCOL_ERROR);
    assertEnds(open().frame(SETTINGS, 0, 0, new byte[5]), Http2Error.FRAME_SIZE_ERROR);
    assertEnds(open().setting(4, -1), Http2Error.FLOW_CONTROL_ERROR);
    assertEnds(open().frame(WINDOW_UPDATE, 0, 0, FrameClient.ints(0)), Http2Error.PROTOCOL_ERROR);
    assertEnds(open().window(0, Integer.MAX_VALUE), Http2Error.FLOW_CONTROL_ERROR);
    assertEnds(open().frame(CONTINUATION, END_HEADERS, 1), Http2Error.PROTOCOL_ERROR);
    assertEnds(open().frame(HEADERS, END_HEADERS, 1, (byte) 0x80), Http2Error.COMPRESSION_ERROR);
    assertEnds(open().frame(DATA, 0, 1, new byte[16_385]), Http2Error.FRAME_SIZE_ERROR);
  }

  @Test
  void unknownFramesAndPrioritiesAreIgnored() throws Exception {
    client.frame(77, 0, 0, new byte[3]).frame(PRIORITY, 0, 3, new byte[] {0, 0, 0, 1, 7});
    client.head(1, false, FieldBlock.post("/")).frame(77, 0, 1, new byte[3]).data(1, true, "x");

    assertThat(client.await(1).content()).isEqualTo("ok");
  }

  private void assertCutOff(Http2Error error) throws IOException {
    client.readToEnd();
    assertThat(client.goAways).extracting(FrameClient.GoAway::error).contains(error);
  }

  private static void assertEnds(FrameClient broken, Http2Error error) throws IOException {
    try (broken) {
      broken.readToEnd();
      assertThat(broken.goAways).extracting(FrameClient.GoAway::error).containsExactly(error);
    }
  }

  private FrameClient open() throws IOException {
    return FrameClient.open(proxy.server.addresses().getFirst());
  }

  private String exchangeOnAnother() throws IOException {
    try (FrameClient other = open()) {
      return other.get(1, "/").await(1).content();
    }
  }
}
