package io.rehost.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A TCP relay on loopback that can be away, cut its connections, or go on holding them without
 * passing a byte: what a network does to a watch.
 */
final class Relay implements AutoCloseable {
  private final int target;
  private final int port;
  private final List<Line> lines = new CopyOnWriteArrayList<>();
  private volatile boolean deaf;
  private @Nullable ServerSocket listener;

  /** Not listening yet; its port is free at this moment. */
  Relay(int target) {
    this.target = target;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  Relay open() {
    try {
      ServerSocket opened = new ServerSocket();
      opened.setReuseAddress(true);
      opened.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      listener = opened;
      Thread.ofVirtual().start(() -> accept(opened));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Refuses new connections and cuts those it has. */
  void shut() {
    if (listener != null) {
      quietly(listener);
    }
    cut();
  }

  /** Closes all connections; new ones are welcome. */
  void cut() {
    lines.forEach(Line::close);
    lines.clear();
  }

  /** The connections of this moment stay open but carry nothing any more. */
  void stall() {
    lines.forEach(line -> line.stalled = true);
  }

  /** While deaf, new connections are accepted and carry nothing. */
  void deaf(boolean deaf) {
    this.deaf = deaf;
  }

  @Override
  public void close() {
    shut();
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        Line line = new Line(from.accept(), new Socket(InetAddress.getLoopbackAddress(), target));
        line.stalled = deaf;
        lines.add(line);
        Thread.ofVirtual().start(() -> line.copy(line.near, line.far));
        Thread.ofVirtual().start(() -> line.copy(line.far, line.near));
      } catch (IOException e) {
        // the listener was closed, or the target is away: the next accept tells
      }
    }
  }

  private static void quietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // it is being thrown away
    }
  }

  private static final class Line {
    final Socket near;
    final Socket far;
    volatile boolean stalled;

    Line(Socket near, Socket far) {
      this.near = near;
      this.far = far;
    }

    void copy(Socket from, Socket to) {
      byte[] buffer = new byte[16384];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (!stalled) {
            out.write(buffer, 0, n);
          }
        }
      } catch (IOException e) {
        // a side is gone
      }
      if (!stalled) {
        close();
      }
    }

    void close() {
      quietly(near);
      quietly(far);
    }
  }
}
