package io.rehost.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An origin server as a process in the foreground, from its first accepted connection on. */
final class ServerProcess implements OriginServer {
  static final String ERROR_LOG = "error.log";
  private static final String OUTPUT = "output.log";
  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final long MILLIS_BETWEEN_CONNECTS = 20;

  private final ServerDirectory directory;
  private final Process process;

  private ServerProcess(ServerDirectory directory, Process process) {
    this.directory = directory;
    this.process = process;
  }

  /**
   * Starts a server and returns when it accepts connections.
   *
   * @param command program and arguments; the server must stay in the foreground and write its
   *     errors to {@link #ERROR_LOG} in the directory
   * @throws IllegalStateException if the program is not installed, exits, or isn't ready in 20 s;
   *     the message carries its log
   */
  static ServerProcess start(ServerDirectory directory, List<String> command) throws IOException {
    if (!Files.isExecutable(Path.of(command.getFirst()))) {
      directory.delete();
      throw new IllegalStateException(
          command.getFirst() + ": not installed (expected: the Debian package; see make it)");
    }
    Path output = directory.path().resolve(OUTPUT);
    Process process =
        new ProcessBuilder(command)
            .directory(directory.path().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    ServerProcess server = new ServerProcess(directory, process);
    server.awaitReady();
    return server;
  }

  @Override
  public InetSocketAddress address() {
    return directory.address();
  }

  @Override
  public String log() {
    return directory.read(List.of(OUTPUT, ERROR_LOG));
  }

  @Override
  public void close() {
    List<ProcessHandle> workers = process.descendants().toList();
    process.destroy();
    if (!exitsWithin(STOP)) {
      workers.forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    directory.delete();
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + START.toNanos();
    while (!accepts()) {
      if (exitsWithin(Duration.ofMillis(MILLIS_BETWEEN_CONNECTS))) {
        throw failure("exited with status " + process.exitValue());
      }
      if (System.nanoTime() > deadline) {
        throw failure("accepts no connection on " + address() + " after " + START);
      }
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(address());
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private IllegalStateException failure(String what) {
    String message = process.info().command().orElse("server") + " " + what + "\n" + log();
    close();
    return new IllegalStateException(message);
  }

  private boolean exitsWithin(Duration time) {
    try {
      process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillRunning) {
      return false;
    } catch (ExecutionException e) {
      throw new UncheckedIOException(new IOException(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a server", e);
    }
  }
}
