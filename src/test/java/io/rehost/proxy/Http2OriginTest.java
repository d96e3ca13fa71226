package io.rehost.proxy;

import static io.rehost.proxy.FrameOrigin.DATA;
import static io.rehost.proxy.FrameOrigin.HEADERS;
import static io.rehost.proxy.FrameOrigin.MAX_CONCURRENT_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.observe.DebugOutput;
import io.rehost.proxy.FrameOrigin.Frame;
import io.rehost.proxy.FrameOrigin.Request;
import io.rehost.proxy.RawClient.Response;
import io.rehost.rule.FieldMask;
import io.rehost.rule.Match;
import io.rehost.rule.Protocol;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Unmatched;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 3 and 4: requests of HTTP/1.1 clients to origins that speak HTTP/2. */
class Http2OriginTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

  private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

  @Test
  @DisplayName("Host (:authority) = the rule's host; no other end-to-end field changes")
  void sendsTheHeadInTheFieldsOfHttp2() throws Exception {
    try (FrameOrigin origin = ok();
        TestProxy proxy = Http2Rules.h2c(origin.upstream())) {
      Response response =
          proxy.exchange(
              "GET /a%2Fb?q=1&r HTTP/1.1\r\nHost: a.test\r\nX-One: 1\r\nX-TWO: b\r\n"
                  + "Connection: X-Two, TE\r\nTE: trailers\r\nx-one: 2\r\n\r\n");

      assertThat(response.status()).isEqualTo(200);
      Request request = (Request) next();
      assertThat(fields(request))
          .containsExactly(
              ":method: GET",
              ":scheme: http",
              ":authority: b.test",
              ":path: /a%2Fb?q=1&r",
              "x-one: 1",
              "x-one: 2",
              "te: trailers");
      assertThat(request.last()).as("END_STREAM on HEADERS").isTrue();
    }
  }

  @Test
  @DisplayName("what is forwarded is byte for byte what the client sent")
  void keepsBytesThatAreNoText() throws Exception {
    try (FrameOrigin origin = ok();
        TestProxy proxy = Http2Rules.h2c(origin.upstream())) {
      proxy.exchange("GET /\u00e9 HTTP/1.1\r\nHost: a.test\r\nX: \u00fc\r\n\r\n");

      Request request = (Request) next();
      assertThat(request.field(":path")).isEqualTo("/\u00e9");
      assertThat(request.field("x")).isEqualTo("\u00fc");
    }
  }

  @Test
  void asksTheServerItselfWithAnAsterisk() throws Exception {
    try (FrameOrigin origin = ok();
        TestProxy proxy = Http2Rules.h2c(origin.upstream())) {
      proxy.exchange("OPTIONS * HTTP/1.1\r\nHost: a.test\r\n\r\n");

      assertThat(((Request) next()).field(":path")).isEqualTo("*");
    }
  }

  @Test
  @DisplayName("trailers are relayed, both ways")
  void relaysContentAndTrailersBothWays() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  seen.add(request);
                  StringBuilder content = new StringBuilder();
                  Frame frame = to.read();
                  while (frame.type() != HEADERS) {
                    content.append(frame.type() == DATA ? frame.text() : "");
                    frame = to.read();
                  }
                  seen.add(content + "|" + to.decode(frame) + frame.last());
                  to.head(request.stream(), false, ":status", "200", "x", "y");
                  to.data(request.stream(), false, "abc").data(request.stream(), false, "def");
                  to.head(request.stream(), true, "checksum", "9");
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream())) {
      Response response =
          proxy.exchange(
              "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n"
                  + "Trailer: Sum\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nSum: 7\r\n\r\n");

      assertThat(((Request) next()).field("transfer-encoding")).isEmpty();
      assertThat(next().toString()).startsWith("abcde|").contains("sum: 7").endsWith("true");
      assertThat(response.content()).isEqualTo("abcdef[checksum: 9]");
      assertThat(response.field("x")).isEqualTo("y");
    }
  }

  @Test
  @DisplayName("Expect: 100-continue and 1xx (103) are relayed")
  void relaysInterimResponses() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  seen.add(request);
                  to.head(request.stream(), false, ":status", "100");
                  to.head(request.stream(), false, ":status", "103", "link", "</a>");
                  seen.add(to.await(DATA).text());
                  to.head(request.stream(), true, ":status", "204");
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream());
        RawClient client = proxy.client()) {
      client.send(
          "PUT / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      Response first = client.read();
      Response second = client.read();
      client.send("hi");
      Response last = client.read();

      assertThat(first.status()).isEqualTo(100);
      assertThat(second.head()).isEqualTo("HTTP/1.1 103 Early Hints\r\nlink: </a>");
      assertThat(last.status()).isEqualTo(204);
      assertThat(((Request) next()).field("expect")).isEqualTo("100-continue");
      assertThat(next()).isEqualTo("hi");
    }
  }

  @Test
  void answersHeadWithTheLengthThatGetWouldHave() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) ->
                    to.head(request.stream(), true, ":status", "200", "content-length", "5"));
        TestProxy proxy = Http2Rules.h2c(origin.upstream());
        RawClient client = proxy.client()) {
      assertThat(client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").readHead())
          .contains("content-length: 5");
      assertThat(client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").readHead())
          .as("the next response on the same connection")
          .startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void usesOneConnectionForRequestsAtOnce() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  seen.add(request);
                  if (seen.size() == 5) { // none is answered before all have come
                    for (Object asked : seen) {
                      int stream = ((Request) asked).stream();
                      to.head(stream, false, ":status", "200").data(stream, true, "s" + stream);
                    }
                  }
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream(), Http2Rules::oneLoop)) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        clients.add(proxy.client().send(GET));
      }
      List<String> contents = new ArrayList<>();
      for (RawClient client : clients) {
        contents.add(client.read().content());
        client.close();
      }

      assertThat(contents).containsExactlyInAnyOrder("s3", "s5", "s7", "s9", "s11");
      assertThat(origin.connections()).isEqualTo(1);
      assertThat(proxy.server.upstreamConnections()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("pool: further connections when all streams are taken, within the limit")
  void opensAnotherConnectionWhenAllStreamsAreTaken() throws Exception {
    try (FrameOrigin origin =
            new FrameOrigin(
                connection -> {
                  connection.greet(MAX_CONCURRENT_STREAMS, 1);
                  while (true) {
                    Request request = connection.request();
                    seen.add(connection.number);
                    if (request.field(":path").equals("/now")) {
                      connection.head(request.stream(), true, ":status", "204");
                    }
                  }
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream(), Http2Rules.connections(2, 10));
        RawClient first = proxy.client();
        RawClient second = proxy.client();
        RawClient third = proxy.client()) {
      first.send(GET);
      assertThat(next()).isEqualTo(1);
      assertThat(second.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n").read().status())
          .isEqualTo(204);
      assertThat(next()).isEqualTo(2);
      assertThat(third.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n").read().status()).isEqualTo(204);
      assertThat(next()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("REHOST_DEBUG: the head as sent; h2c is what was spoken")
  void showsWhatIsSpoken() throws Exception {
    List<String> printed = new CopyOnWriteArrayList<>();
    try (FrameOrigin origin = ok();
        TestProxy proxy =
            new TestProxy(
                Http2Rules::oneLoop,
                new DebugOutput(FieldMask.DEFAULT, Runnable::run, printed::add))) {
      proxy.use(
          TestProxy.document(
              origin.upstream(),
              Unmatched.REJECT,
              Http2Rules.rule("all", Match.ANY, "b.test", Protocol.H2C, TlsSettings.NONE)));
      proxy.exchange("GET /x HTTP/1.1\r\nHost: a.test\r\nConnection: TE\r\nTE: trailers\r\n\r\n");

      assertThat(printed.getFirst()).endsWith("/x\nGET /x HTTP/2\nHost: b.test\nTE: trailers\n");
    }
  }

  private FrameOrigin ok() throws IOException {
    return FrameOrigin.answering(
        (request, to) -> {
          seen.add(request);
          to.head(request.stream(), true, ":status", "200");
        });
  }

  private Object next() throws InterruptedException {
    Object next = seen.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("something at the origin").isNotNull();
    return next;
  }

  private static List<String> fields(Request request) {
    List<String> lines = new ArrayList<>();
    request.head().forEach(field -> lines.add(field.getKey() + ": " + field.getValue()));
    return lines;
  }
}
