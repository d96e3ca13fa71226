package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.LongStream;

/** How long edits take to arrive. */
final class Latencies {
  private static final int EDITS = 5;

  private Latencies() {}

  /** Makes an edit and waits until it has arrived. */
  interface Edit {
    void makeAndAwait(String text) throws IOException;
  }

  /** Half of the edits at least: a busy machine may hold up some. */
  static void assertWithinASecond(Edit edit) throws IOException {
    long[] taken = new long[EDITS];
    for (int i = 0; i < EDITS; i++) {
      long start = System.nanoTime();
      edit.makeAndAwait("edit " + i);
      taken[i] = System.nanoTime() - start;
    }
    long median = LongStream.of(taken).sorted().skip(EDITS / 2).findFirst().orElseThrow();
    assertThat(Duration.ofNanos(median)).isLessThan(Duration.ofSeconds(1));
  }
}
