package io.rehost.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged program as a process of its own, with what it has printed so far. */
public final class RunningProgram implements AutoCloseable {
  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final List<Thread> readers = new ArrayList<>();

  private RunningProgram(Process process) {
    this.process = process;
  }

  /** Starts it with a mode and nothing of the caller's REHOST_ and DEBUG variables. */
  public static RunningProgram start(Map<String, String> environment, String... arguments)
      throws IOException {
    RunningProgram program = startUnread(environment, arguments);
    program.read(program.process.inputReader());
    return program;
  }

  /** The same, with a stdout that nobody reads: a pipe that fills up. */
  static RunningProgram startUnread(Map<String, String> environment, String... arguments)
      throws IOException {
    // Whoever runs the tests may ignore SIGHUP (nohup), and the program would inherit that.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP"));
    command.addAll(launcher());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(k -> k.startsWith("REHOST_") || k.equals("DEBUG"));
    // several run at a time
    builder.environment().put("REHOST_CONSOLE", "127.0.0.1:0");
    builder.environment().putAll(environment);
    RunningProgram program = new RunningProgram(builder.start());
    program.read(program.process.errorReader());
    return program;
  }

  /** The executable of the property rehost.executable, or without it the jar on the tests' JDK. */
  private static List<String> launcher() {
    String executable = System.getProperty("rehost.executable", "");
    if (!executable.isEmpty()) {
      return List.of(Path.of(executable).toAbsolutePath().toString());
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(java, "-XX:+UseSerialGC", "-jar", JAR.toAbsolutePath().toString());
  }

  /** Waits for a line in which the pattern is found. */
  public Matcher awaitLine(String regex) throws InterruptedException {
    Pattern pattern = Pattern.compile(regex);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (lines) {
      int next = 0;
      while (true) {
        for (; next < lines.size(); next++) {
          Matcher matcher = pattern.matcher(lines.get(next));
          if (matcher.find()) {
            return matcher;
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("no line with " + regex + " in " + lines);
        }
        lines.wait(left);
      }
    }
  }

  /** What it has printed so far, on both streams. */
  public List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** All that it has printed when it has ended. */
  public List<String> linesToTheEnd() throws InterruptedException {
    exitCode();
    for (Thread reader : readers) {
      if (!reader.join(Duration.ofSeconds(PATIENCE_SECONDS))) {
        throw new AssertionError("its output is still open: " + lines());
      }
    }
    return lines();
  }

  /** Of the process. */
  public long pid() {
    return process.pid();
  }

  /** SIGTERM. */
  public void terminate() {
    process.toHandle().destroy(); // Process.destroy would close its output too
  }

  /** SIGHUP, as by a terminal that is closed. */
  void hangUp() throws IOException, InterruptedException {
    int sent = new ProcessBuilder("kill", "-HUP", Long.toString(pid())).start().waitFor();
    if (sent != 0) {
      throw new IOException("kill: exit " + sent);
    }
  }

  /** Waits for its end, but no longer than this. */
  void awaitEnd(long millis) throws InterruptedException {
    var unused = process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** Waits for its end; returns its exit code. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + lines());
    }
    return process.exitValue();
  }

  /** SIGKILL, if it is still there. */
  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read(BufferedReader output) {
    readers.add(
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try (output) {
                    output.lines().forEach(this::add);
                  } catch (UncheckedIOException | IOException closedByTheEndOfTheProcess) {
                    add("(output closed)");
                  }
                }));
  }

  private void add(String line) {
    synchronized (lines) {
      lines.add(line);
      lines.notifyAll();
    }
  }
}
