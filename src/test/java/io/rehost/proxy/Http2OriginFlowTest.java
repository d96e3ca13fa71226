package io.rehost.proxy;

import static io.rehost.proxy.FrameOrigin.DATA;
import static io.rehost.proxy.FrameOrigin.INITIAL_WINDOW_SIZE;
import static io.rehost.proxy.FrameOrigin.RST_STREAM;
import static io.rehost.proxy.FrameOrigin.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.FrameOrigin.Frame;
import io.rehost.proxy.FrameOrigin.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 4, point 5: bodies stream both ways with back-pressure, never collected. */
class Http2OriginFlowTest {
  private static final int STREAM_WINDOW = 128 * 1024;
  private static final int MIB = 1024 * 1024;
  private static final String GET = "GET %s HTTP/1.1\r\nHost: a.test\r\n\r\n";

  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  /** Sends as much on a stream as it is given window for; answers /small at once. */
  private static FrameOrigin endless(AtomicLong sent) throws Exception {
    return new FrameOrigin(
        connection -> {
          connection.greet();
          long window = 0;
          int large = -1;
          while (true) {
            Frame frame = connection.read();
            if (frame.type() == FrameOrigin.HEADERS) {
              Request request = new Request(frame.stream(), connection.decode(frame), true);
              if (request.field(":path").equals("/small")) {
                connection.head(frame.stream(), false, ":status", "200");
                connection.data(frame.stream(), true, "small");
              } else {
                large = frame.stream();
                window = STREAM_WINDOW;
                connection.head(large, false, ":status", "200");
              }
            } else if (frame.type() == WINDOW_UPDATE && frame.stream() == large) {
              window += frame.word(0);
            }
            for (; window >= 16_000; window -= 16_000) {
              connection.frame(DATA, 0, large, new byte[16_000]);
              sent.addAndGet(16_000);
            }
          }
        });
  }

  @Test
  @DisplayName("a client that stops reading stops its stream, and no other on the connection")
  void aStoppedClientHoldsNobodyElseUp() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (FrameOrigin origin = endless(sent);
        TestProxy proxy = Http2Rules.h2c(origin.upstream(), Http2Rules::oneLoop);
        RawClient stopped = proxy.client()) {
      stopped.socket().setReceiveBufferSize(16 * 1024);
      stopped.send(GET.formatted("/large")).readHead();
      awaitRest(sent);

      long held = sent.get();
      for (int i = 0; i < 10; i++) {
        assertThat(proxy.exchange(GET.formatted("/small")).content()).isEqualTo("small");
      }
      assertThat(held).as("bytes that the origin got rid of").isLessThan(8 * MIB);
      assertThat(sent.get()).isEqualTo(held);
      assertThat(origin.connections()).isEqualTo(1);

      stopped.readExactly(Math.toIntExact(held) / 2);
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> sent.get() > held);
    }
  }

  /** Until nothing has been sent for a while: no more than that can be seen from here. */
  private static void awaitRest(AtomicLong sent) {
    AtomicLong last = new AtomicLong(-1);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(30))
        .until(() -> last.getAndSet(sent.get()) == sent.get());
  }

  @Test
  @DisplayName("an origin that gives no window stops the client")
  void anOriginThatGivesNoWindowStopsTheClient() throws Exception {
    try (FrameOrigin origin =
            new FrameOrigin(
                connection -> {
                  connection.greet(INITIAL_WINDOW_SIZE, 1000);
                  Request request = connection.request();
                  seen.add(connection.await(DATA).payload().length + " bytes");
                  connection.window(request.stream(), 10);
                  seen.add(connection.await(DATA).payload().length + " bytes");
                  connection.head(request.stream(), true, ":status", "413");
                  seen.add("reset " + connection.await(RST_STREAM).word(0));
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream());
        RawClient client = proxy.client()) {
      client.socket().setSendBufferSize(16 * 1024);
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
      Thread writer = Thread.ofVirtual().start(() -> writeUntilStopped(client));

      assertThat(next()).isEqualTo("1000 bytes");
      assertThat(next()).isEqualTo("10 bytes");
      assertThat(client.read().status()).isEqualTo(413);
      assertThat(next()).as("CANCEL: nobody wants the rest").isEqualTo("reset 8");
      writer.join(Duration.ofSeconds(20));
    }
  }

  private void writeUntilStopped(RawClient client) {
    try {
      OutputStream out = client.socket().getOutputStream();
      for (int i = 0; i < 100; i++) {
        out.write(new byte[MIB]);
      }
      seen.add("all was taken");
    } catch (IOException e) {
      // the proxy stopped reading, and closed after its answer
    }
  }

  @Test
  void relaysLargeContentBothWays() throws Exception {
    int size = 20 * MIB;
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  to.window(0, size);
                  to.window(request.stream(), size);
                  int received = 0;
                  Frame frame = to.await(DATA);
                  while (!frame.last()) {
                    received += frame.payload().length;
                    frame = to.await(DATA);
                  }
                  received += frame.payload().length;
                  to.head(request.stream(), false, ":status", "200", "content-length", "" + size);
                  long window = STREAM_WINDOW;
                  for (int sent = 0; sent < received; sent += 16_384) {
                    while (window < 16_384) {
                      Frame update = to.await(WINDOW_UPDATE);
                      window += update.stream() == request.stream() ? update.word(0) : 0;
                    }
                    window -= 16_384;
                    to.frame(
                        DATA,
                        sent + 16_384 == received ? 1 : 0,
                        request.stream(),
                        new byte[16_384]);
                  }
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream());
        RawClient client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
      OutputStream out = client.socket().getOutputStream();
      for (int i = 0; i < size; i += MIB) {
        out.write(new byte[MIB]);
      }

      assertThat(client.read().content()).hasSize(size);
    }
  }

  @Test
  @DisplayName("SSE flushes at once")
  void handsOnWhatThereIs() throws Exception {
    try (FrameOrigin origin =
            FrameOrigin.answering(
                (request, to) -> {
                  to.head(request.stream(), false, ":status", "200");
                  to.data(request.stream(), false, "data: 1\n\n");
                });
        TestProxy proxy = Http2Rules.h2c(origin.upstream());
        RawClient client = proxy.client()) {
      client.send(GET.formatted("/")).readHead();

      assertThat(client.readExactly(14)).isEqualTo("9\r\ndata: 1\n\n\r\n");
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the event waits for something", e);
    }
  }

  private String next() throws InterruptedException {
    String next = seen.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("something at the origin").isNotNull();
    return next;
  }
}
