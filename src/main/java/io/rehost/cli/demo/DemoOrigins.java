package io.rehost.cli.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** HTTP servers on all {@link DemoAddress}es, which print every request that they see. */
final class DemoOrigins implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;
  private final Vertx vertx;
  private final PrintStream seen;

  private DemoOrigins(Vertx vertx, PrintStream seen) {
    this.vertx = vertx;
    this.seen = seen;
  }

  /**
   * Binds all addresses.
   *
   * @param seen gets one line for each request
   * @throws IOException if an address can't be bound; says what to do about it
   */
  static DemoOrigins start(PrintStream seen) throws IOException, InterruptedException {
    // Quarkus has not started yet, and nothing of this is served from files.
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    DemoOrigins origins = new DemoOrigins(vertx, seen);
    try {
      for (DemoAddress address : DemoAddress.ALL) {
        origins.listen(address);
      }
    } catch (IOException | InterruptedException e) {
      origins.close();
      throw e;
    }
    return origins;
  }

  private void listen(DemoAddress address) throws IOException, InterruptedException {
    Future<HttpServer> bound =
        vertx
            .createHttpServer()
            .requestHandler(request -> answer(address, request))
            .listen(DemoAddress.PORT, address.ip());
    try {
      var unused =
          bound.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(cannotListen(address, e), e);
    }
  }

  private static String cannotListen(DemoAddress address, Exception e) {
    Throwable cause = e.getCause();
    String reason = cause == null ? e.toString() : String.valueOf(cause.getMessage());
    String advice =
        cause instanceof BindException && reason.contains("assign")
            ? "; on macOS: sudo ifconfig lo0 alias 127.0.0.11, the same for .12 and .13"
            : "";
    return "demo: " + address.label() + " can't be listened on: " + reason + advice;
  }

  private void answer(DemoAddress address, HttpServerRequest request) {
    String host = String.valueOf(request.getHeader("Host"));
    String requestLine = request.method() + " " + request.uri();
    seen.printf("%s  Host: %s  %s%n", address.label(), host, requestLine);
    var unused =
        request
            .response()
            .putHeader("Content-Type", "text/plain; charset=utf-8")
            .end(address.page(host, requestLine));
  }

  @Override
  public void close() {
    var unused = vertx.close();
  }
}
