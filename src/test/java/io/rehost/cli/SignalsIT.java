package io.rehost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract section 1, "0 after a clean drain": whenever the signal comes, the process ends. */
class SignalsIT {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int MOMENTS = 12;
  private static final int TERMINATED = 128 + 15;

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path directory;

  private int management;

  @BeforeEach
  void writeRules() throws IOException {
    Files.writeString(directory.resolve("rules.yaml"), "upstream: http://127.0.0.1:9\nrules: []\n");
    try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
      management = free.getLocalPort();
    }
  }

  @Test
  void aSignalAtAnyMomentOfTheStartEndsTheProcess() throws Exception {
    long start = millisUntilItListens();
    for (int moment = 1; moment <= MOMENTS; moment++) {
      try (RunningProgram sidecar = start()) {
        sidecar.awaitEnd(start * moment / MOMENTS);
        sidecar.terminate();
        assertThat(sidecar.exitCode()).isIn(ExitCode.OK, TERMINATED);
      }
    }
  }

  @Test
  void aSignalAsSoonAsTheManagementPortIsOpenEndsTheProcess() throws Exception {
    try (RunningProgram sidecar = start()) {
      awaitManagement();
      sidecar.terminate();
      assertThat(sidecar.exitCode()).isIn(ExitCode.OK, TERMINATED);
    }
  }

  @Test
  void aTerminalThatIsClosedEndsTheProcess() throws Exception {
    try (RunningProgram sidecar = start()) {
      sidecar.awaitLine("listening address=");
      sidecar.hangUp();
      sidecar.awaitLine("draining");
      assertThat(sidecar.exitCode()).isEqualTo(128 + 1);
    }
  }

  private long millisUntilItListens() throws Exception {
    long begin = System.nanoTime();
    try (RunningProgram sidecar = start()) {
      sidecar.awaitLine("listening address=");
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
  }

  /** As fast as it can: what is looked for is a gap of milliseconds. */
  private void awaitManagement() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try (Socket _ = new Socket(LOOPBACK, management)) {
        return;
      } catch (IOException notYet) {
        if (System.nanoTime() > end) {
          throw notYet;
        }
        Thread.onSpinWait();
      }
    }
  }

  private RunningProgram start() throws IOException {
    return RunningProgram.start(
        Map.of(
            "REHOST_LISTEN",
            "127.0.0.1:0",
            "REHOST_MANAGEMENT",
            "127.0.0.1:" + management,
            "REHOST_RULES_FILE",
            directory.resolve("rules.yaml").toString()),
        "proxy");
  }
}
