package io.rehost.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails the build after the last test if a buffer was lost. A leak is noticed when a lost buffer
 * has been collected and another is taken.
 */
public final class LeakCheck implements LauncherSessionListener {
  private static final int COLLECTIONS = 5;
  private static final int EXIT_CODE = 70;

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (ResourceLeakDetector.getLevel() != ResourceLeakDetector.Level.PARANOID) {
      return; // started from an IDE, without the build's settings
    }
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      PooledByteBufAllocator.DEFAULT.directBuffer().release();
    }
    List<String> reports = LeakRecorder.reports();
    if (!reports.isEmpty()) {
      // past the runner's own stream, which ends with the fork before it has been read
      PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
      reports.forEach(report -> err.println("LEAK: " + report));
      // fails the build whatever the runner makes of exceptions that come after the last test
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }
}
