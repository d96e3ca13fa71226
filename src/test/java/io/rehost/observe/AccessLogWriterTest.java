package io.rehost.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines reach a slow output or are dropped; event loops go on. */
@Timeout(60)
class AccessLogWriterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Output out = new Output();

  /** Blocks while it is told to, and counts the calls; a call is whole lines. */
  private static final class Output extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private volatile CountDownLatch free = new CountDownLatch(0);

    void block() {
      free = new CountDownLatch(1);
    }

    @Override
    public void write(int b) {
      throw new AssertionError("a single byte");
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
      calls.incrementAndGet();
      blocked.countDown();
      try {
        free.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      assertThat(data[offset + length - 1]).isEqualTo((byte) '\n');
      synchronized (bytes) {
        bytes.write(data, offset, length);
      }
    }

    List<String> paths() {
      synchronized (bytes) {
        return bytes
            .toString(UTF_8)
            .lines()
            .map(line -> line.replaceAll(".*\"path\":\"([^\"]*)\".*", "$1"))
            .toList();
      }
    }
  }

  @Test
  void aLineIsWrittenWithoutWaitingForTheNext() {
    try (AccessLogWriter writer = AccessLogWriter.start(2, out, said::add)) {
      writer.offer(0, TestRecord.path("/1"));
      await().atMost(PATIENCE).until(() -> out.paths().equals(List.of("/1")));
      writer.offer(1, TestRecord.path("/2"));
      await().atMost(PATIENCE).until(() -> out.paths().equals(List.of("/1", "/2")));
    }
    assertThat(said).isEmpty();
  }

  @Test
  @DisplayName("Clean shutdown writes what is queued")
  void closeWritesAllThatWasHandedOverInTheOrderOfEachLoop() {
    AccessLogWriter writer = AccessLogWriter.start(2, out, said::add);
    for (int i = 0; i < 1000; i++) {
      writer.offer(i % 2, TestRecord.path("/" + i));
    }
    writer.close();

    List<String> even = out.paths().stream().filter(path -> number(path) % 2 == 0).toList();
    assertThat(out.paths()).hasSize(1000);
    assertThat(even).isSortedAccordingTo((a, b) -> Integer.compare(number(a), number(b)));
    assertThat(out.calls.get()).as("batches").isLessThan(1000);
    assertThat(writer.dropped()).isZero();
  }

  private static int number(String path) {
    return Integer.parseInt(path.substring(1));
  }

  @Test
  void aSlowOutputDropsWhatItHasNoRoomForAndIsToldOfOnceABurst() throws Exception {
    out.block();
    AccessLogWriter writer = AccessLogWriter.start(1, out, said::add);
    writer.offer(0, TestRecord.path("/first"));
    out.blocked.await();

    for (int i = 0; i < 5000; i++) {
      writer.offer(0, TestRecord.path("/" + i));
    }

    assertThat(writer.dropped()).isEqualTo(5000 - 4096);
    await().atMost(PATIENCE).until(() -> said.size() == 1);
    out.free.countDown();
    writer.close();
    assertThat(out.paths()).hasSize(1 + 4096).startsWith("/first", "/0").endsWith("/4095");
    assertThat(said)
        .containsExactly(
            "access log lines dropped reason=stdout is not read fast enough",
            "access log lines were dropped count=904");
  }

  @Test
  void longPathsTakeNoMoreMemoryThanManyShortOnes() throws Exception {
    out.block();
    AccessLogWriter writer = AccessLogWriter.start(1, out, said::add);
    writer.offer(0, TestRecord.path("/first"));
    out.blocked.await();
    String path = "/" + "x".repeat(32 * 1024);

    for (int i = 0; i < 100; i++) {
      writer.offer(0, TestRecord.path(path));
    }

    assertThat(writer.dropped()).isEqualTo(100 - 32);
    out.free.countDown();
    writer.close();
  }

  @Test
  void anOutputThatNeverTakesAnythingDoesNotHoldUpTheEnd() throws Exception {
    out.block();
    AccessLogWriter writer = AccessLogWriter.start(1, out, said::add);
    writer.offer(0, TestRecord.path("/first"));
    out.blocked.await();

    writer.close();

    assertThat(said).singleElement().asString().startsWith("access log lines lost at the end");
    out.free.countDown();
  }

  @Test
  void linesThatTheOutputRefusesAreDroppedAndTold() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("stdout is closed");
          }
        };
    try (AccessLogWriter writer = AccessLogWriter.start(1, closed, said::add)) {
      writer.offer(0, TestRecord.path("/1"));
      writer.offer(0, TestRecord.path("/2"));
      await().atMost(PATIENCE).until(() -> writer.dropped() == 2);
      await().atMost(PATIENCE).until(() -> said.size() == 1);
    }

    assertThat(said)
        .containsExactly(
            "access log lines dropped reason=stdout is closed",
            "access log lines were dropped count=2");
  }
}
