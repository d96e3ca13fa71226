package io.rehost.wire;

import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Netty's leak detector for all tests, named by a system property of the build: beside the log it
 * keeps every report, so that {@link LeakCheck} can fail the build.
 */
public final class LeakRecorder<T> extends ResourceLeakDetector<T> {
  private static final List<String> REPORTS = new CopyOnWriteArrayList<>();

  /** Called by Netty, by reflection. */
  @SuppressWarnings("deprecation") // the constructor that Netty asks for
  public LeakRecorder(Class<?> resource, int samplingInterval) {
    super(resource, samplingInterval);
  }

  /** All leaks that have been noticed. */
  static List<String> reports() {
    return List.copyOf(REPORTS);
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    REPORTS.add(resourceType + records);
    super.reportTracedLeak(resourceType, records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    REPORTS.add(resourceType);
    super.reportUntracedLeak(resourceType);
  }
}
