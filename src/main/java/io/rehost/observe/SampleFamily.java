package io.rehost.observe;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.rehost.observe.DurationHistogram.Snapshot;
import java.util.ArrayList;
import java.util.List;

/** Collects the samples of one metric for Prometheus. */
final class SampleFamily {
  private final String name;
  private final String help;
  private final List<String> labels;
  private final List<Sample> samples = new ArrayList<>();

  /** A family whose samples have values for {@code labels}, in that order. */
  SampleFamily(String name, String help, List<String> labels) {
    this.name = name;
    this.help = help;
    this.labels = labels;
  }

  /** Adds a number. */
  SampleFamily add(long value, String... labelValues) {
    samples.add(new Sample(name, labels, List.of(labelValues), (double) value));
    return this;
  }

  /** Adds a histogram: its buckets, their count and the sum. */
  void addHistogram(Snapshot snapshot, String... labelValues) {
    List<String> values = List.of(labelValues);
    List<String> bucketLabels = with(labels, "le");
    for (int i = 0; i < snapshot.cumulated().length; i++) {
      String bound = Collector.doubleToGoString(Snapshot.bound(i));
      samples.add(
          new Sample(
              name + "_bucket",
              bucketLabels,
              with(values, bound),
              (double) snapshot.cumulated()[i]));
    }
    samples.add(new Sample(name + "_count", labels, values, (double) snapshot.count()));
    samples.add(new Sample(name + "_sum", labels, values, snapshot.sumSeconds()));
  }

  MetricFamilySamples counter() {
    return new MetricFamilySamples(name, Collector.Type.COUNTER, help, samples);
  }

  MetricFamilySamples histogram() {
    return new MetricFamilySamples(name, Collector.Type.HISTOGRAM, help, samples);
  }

  private static List<String> with(List<String> list, String last) {
    List<String> more = new ArrayList<>(list);
    more.add(last);
    return more;
  }
}
