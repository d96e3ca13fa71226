package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.FrameClient.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Contract 4 and 5 for clients of HTTP/2 (RFC 9113), frame by frame. */
class Http2RelayTest {
  @Test
  void aRequestGoesToTheOriginUnderTheOverrideAndItsResponseComesBack() throws Exception {
    try (RawOrigin origin =
            RawOrigin.answering(
                "HTTP/1.1 200 OK\r\nX-Thing: A\r\nConnection: keep-alive, x-hop\r\nX-Hop: 1\r\n"
                    + "Keep-Alive: timeout=5\r\nContent-Length: 5\r\n\r\nhello");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient client = client(proxy)) {
      String[] head = FieldBlock.with(FieldBlock.get("/x?y=1"), "x-one", "1", "te", "trailers");
      Reply reply = client.head(1, true, head).await(1);

      assertThat(origin.next().lines())
          .containsExactly(
              "GET /x?y=1 HTTP/1.1", "host: b.test", "x-one: 1", "TE: trailers", "Connection: TE");
      assertThat(reply.heads)
          .singleElement()
          .asString()
          .contains(":status: 200", "x-thing: A", "content-length: 5")
          .doesNotContain("hop", "connection", "keep-alive", "transfer-encoding");
      assertThat(reply.content()).isEqualTo("hello");
    }
  }

  @Test
  void theSettingsSayWhatIsAllowed() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient client = client(proxy)) {
      client.get(1, "/").await(1);

      assertThat(client.settings)
          .containsEntry(3, 100)
          .containsEntry(4, 128 * 1024)
          .containsEntry(6, 32 * 1024)
          .doesNotContainKey(2);
    }
  }

  @Test
  void contentAndTrailersGoBothWays() throws Exception {
    try (RawOrigin origin =
            RawOrigin.answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n0\r\nX-Sum: 9\r\n\r\n");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient client = client(proxy)) {
      client.head(1, false, FieldBlock.post("/")).data(1, false, "one").data(1, false, "two");
      Reply reply = client.head(1, true, "x-check", "7").await(1);

      RawOrigin.Received received = origin.next();
      assertThat(received.field("transfer-encoding")).isEqualTo("chunked");
      assertThat(received.content().replaceAll("\r\n[0-9]+\r\n|^[0-9]+\r\n", ""))
          .startsWith("onetwo")
          .endsWith("x-check: 7\r\n\r\n");
      assertThat(reply.content()).isEqualTo("abc");
      assertThat(reply.heads).hasSize(2);
      assertThat(reply.heads.getLast().get("x-sum")).asString().isEqualTo("9");
    }
  }

  @Test
  void responsesWithoutContentEndWithTheirHead() throws Exception {
    for (String status : List.of("204 No Content", "304 Not Modified", "200 OK")) {
      try (RawOrigin origin =
              RawOrigin.answering(
                  "HTTP/1.1 "
                      + status
                      + "\r\n"
                      + (status.startsWith("200") ? "Content-Length: 0\r\n" : "")
                      + "\r\n");
          TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
          FrameClient client = client(proxy)) {
        Reply reply = client.get(1, "/").await(1);

        assertThat(reply.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
        assertThat(reply.heads).hasSize(1);
        assertThat(reply.content()).isEmpty();
      }
    }
  }

  @Test
  void theResponseToHeadKeepsItsLengthAndHasNoContent() throws Exception {
    try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient client = client(proxy)) {
      String[] head = FieldBlock.get("/");
      head[1] = "HEAD";
      Reply reply = client.head(1, true, head).await(1);

      assertThat(reply.field("content-length")).isEqualTo("99");
      assertThat(reply.content()).isEmpty();
    }
  }

  @Test
  void interimResponsesAreRelayed() throws Exception {
    try (RawOrigin origin =
            RawOrigin.answering(
                "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient client = client(proxy)) {
      Reply reply = client.get(1, "/").await(1);

      assertThat(reply.heads)
          .extracting(head -> head.status().toString())
          .containsExactly("103", "200");
      assertThat(reply.heads.getFirst().get("link")).asString().isEqualTo("</a.css>");
      assertThat(reply.content()).isEqualTo("ok");
    }
  }

  @Test
  void cookieCrumbsAreJoinedInThePlaceOfTheFirst() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient client = client(proxy)) {
      client
          .head(
              1,
              true,
              FieldBlock.with(
                  FieldBlock.get("/"), "cookie", "a=1", "x", "y", "cookie", "b=2", "cookie", "c"))
          .await(1);

      assertThat(origin.next().lines())
          .containsExactly("GET / HTTP/1.1", "host: b.test", "cookie: a=1; b=2; c", "x: y");
    }
  }

  @Test
  void whatIsWrittenIsSentWhileTheResponseGoesOn() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> {
                  out.write(
                      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n"
                          .getBytes(ISO_8859_1));
                  out.flush();
                  awaitUninterruptibly(seen);
                  out.write("data: 2\n\n".getBytes(ISO_8859_1));
                  out.flush();
                  socket.close();
                });
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient client = client(proxy)) {
      Reply reply = client.get(1, "/").reply(1);
      client.await(reply, () -> reply.content().equals("data: 1\n\n"));
      assertThat(reply.ended).isFalse();
      seen.countDown();

      assertThat(client.await(1).content()).isEqualTo("data: 1\n\ndata: 2\n\n");
    }
  }

  @Test
  void streamsOfOneConnectionGoOnBesideEachOther() throws Exception {
    CountDownLatch slowMayEnd = new CountDownLatch(1);
    try (RawOrigin origin =
            new RawOrigin(
                (request, out, socket) -> {
                  if (request.head().startsWith("GET /slow ")) {
                    awaitUninterruptibly(slowMayEnd);
                  }
                  String path = request.head().substring(4, request.head().indexOf(" HTTP"));
                  out.write(
                      ("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path)
                          .getBytes(ISO_8859_1));
                });
        TestProxy proxy = TestProxy.overriding(origin.upstream(), "b.test");
        FrameClient client = client(proxy)) {
      client.get(1, "/slow").flush();
      List<String> contents = new ArrayList<>();
      for (int stream = 3; stream < 1000 * 2 + 3; stream += 2) {
        contents.add(client.get(stream, "/" + stream).await(stream).content());
      }
      assertThat(contents).hasSize(1000).startsWith("/3").endsWith("/2001");
      assertThat(client.reply(1).heads).isEmpty();
      slowMayEnd.countDown();

      assertThat(client.await(1).content()).isEqualTo("/slow");
      assertThat(proxy.server.clientConnections()).isEqualTo(1);
    }
  }

  private static FrameClient client(TestProxy proxy) throws IOException {
    return FrameClient.open(proxy.server.addresses().getFirst());
  }

  private static void awaitUninterruptibly(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
