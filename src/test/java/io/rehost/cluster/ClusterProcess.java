package io.rehost.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A program of the control plane, with its log in a file. */
final class ClusterProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final long MILLIS_BETWEEN_QUESTIONS = 100;

  private final Process process;
  private final Path log;

  private ClusterProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static ClusterProcess start(Path log, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    // A test that can't set its scene closes nothing.
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroyForcibly));
    return new ClusterProcess(process, log);
  }

  /**
   * Asks until it is so.
   *
   * @throws IllegalStateException with the end of the log if the program ends or takes too long
   */
  void await(BooleanSupplier ready) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!ready.getAsBoolean()) {
      if (process.waitFor(MILLIS_BETWEEN_QUESTIONS, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("exit " + process.exitValue() + "\n" + endOfLog());
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not ready after " + START + "\n" + endOfLog());
      }
    }
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private String endOfLog() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
  }
}
