package io.rehost.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.observe.DurationHistogram.Snapshot;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class DurationHistogramTest {
  private static final double NANOS_PER_SECOND = 1e9;

  @Property(tries = 300)
  void everyBucketCountsTheDurationsThatAreAtMostItsBound(
      @ForAll @Size(max = 50) List<@LongRange(min = 0, max = 12_000_000_000L) Long> durations) {
    DurationHistogram histogram = new DurationHistogram(2, 3);

    for (int i = 0; i < durations.size(); i++) {
      histogram.record(i % 2, 1, durations.get(i));
    }

    Snapshot snapshot = histogram.snapshot(1);
    for (int i = 0; i < snapshot.cumulated().length; i++) {
      double bound = Snapshot.bound(i);
      assertThat(snapshot.cumulated()[i])
          .isEqualTo(durations.stream().filter(it -> it / NANOS_PER_SECOND <= bound).count());
    }
    assertThat(snapshot.count()).isEqualTo(durations.size());
    assertThat(snapshot.sumSeconds())
        .isEqualTo(durations.stream().mapToLong(it -> it).sum() / NANOS_PER_SECOND);
    assertThat(histogram.snapshot(0).count()).as("another series").isZero();
    assertThat(histogram.snapshot(2).count()).as("another series").isZero();
  }
}
