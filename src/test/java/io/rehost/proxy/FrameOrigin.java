package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.rehost.rule.Upstream;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;

/** An origin that answers with the HTTP/2 frames that it is told to send, well-formed or not. */
final class FrameOrigin implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;

  private static final int PREFACE_BYTES = 24;
  private static final int PATIENCE_MILLIS = 20_000;

  private final ServerSocket server;
  private final Script script;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  /** What an origin does with a connection after it has read the client's preface. */
  @FunctionalInterface
  interface Script {
    void serve(Connection connection) throws IOException;
  }

  FrameOrigin(Script script) throws IOException {
    this(script, new ServerSocket(0, 128, InetAddress.getLoopbackAddress()));
  }

  FrameOrigin(Script script, ServerSocket server) {
    this.script = script;
    this.server = server;
    Thread.ofVirtual().name("frame-origin").start(this::accept);
  }

  /** Greets, and answers each request in turn. */
  static FrameOrigin answering(Answer answer) throws IOException {
    return new FrameOrigin(
        connection -> {
          connection.greet();
          while (true) {
            answer.to(connection.request(), connection);
          }
        });
  }

  /** What is sent back to a request whose head has come. */
  @FunctionalInterface
  interface Answer {
    void to(Request request, Connection connection) throws IOException;
  }

  Upstream upstream() {
    boolean tls = server instanceof SSLServerSocket;
    return new Upstream(
        tls ? Upstream.Scheme.HTTPS : Upstream.Scheme.HTTP, "127.0.0.1", server.getLocalPort());
  }

  int connections() {
    return connections.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        int number = connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket, number));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      Connection connection = new Connection(socket, number);
      connection.in.skipNBytes(PREFACE_BYTES);
      script.serve(connection);
      while (connection.in.read() >= 0) {
        // until the proxy closes
      }
    } catch (IOException e) {
      // the proxy, or the test's end, closed the connection
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** A frame as it came. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean last() {
      return (flags & END_STREAM) != 0;
    }

    String text() {
      return new String(payload, ISO_8859_1);
    }

    /** The 32 bits from {@code index} on. */
    int word(int index) {
      return ByteBuffer.wrap(payload).getInt(index);
    }
  }

  /**
   * A request's head.
   *
   * @param last whether there is no content
   */
  record Request(int stream, Http2Headers head, boolean last) {
    String field(String name) {
      CharSequence value = head.get(name);
      return value == null ? "" : value.toString();
    }
  }

  /** One connection of the proxy. */
  static final class Connection {
    final Socket socket;
    final int number;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder heads = new DefaultHttp2HeadersDecoder(false);

    Connection(Socket socket, int number) throws IOException {
      this.socket = socket;
      this.number = number;
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** Sends SETTINGS, identifiers and values in turn, and agrees to the proxy's. */
    Connection greet(int... settings) throws IOException {
      ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
      for (int i = 0; i < settings.length; i += 2) {
        payload.putShort((short) settings[i]).putInt(settings[i + 1]);
      }
      return frame(SETTINGS, 0, 0, payload.array()).frame(SETTINGS, ACK, 0);
    }

    Connection frame(int type, int flags, int stream, byte... payload) throws IOException {
      ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
      frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
      frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
      socket.getOutputStream().write(frame.array());
      return this;
    }

    /** HEADERS with names and values in turn, exactly as given. */
    Connection head(int stream, boolean last, String... fields) throws IOException {
      return frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, FieldBlock.of(fields));
    }

    Connection data(int stream, boolean last, String content) throws IOException {
      return frame(DATA, last ? END_STREAM : 0, stream, content.getBytes(ISO_8859_1));
    }

    Connection reset(int stream, int code) throws IOException {
      return frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(code).array());
    }

    Connection goAway(int lastStream, int code) throws IOException {
      return frame(GOAWAY, 0, 0, ByteBuffer.allocate(8).putInt(lastStream).putInt(code).array());
    }

    Connection window(int stream, int bytes) throws IOException {
      return frame(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
    }

    Frame read() throws IOException {
      int start = in.readInt();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(start >>> 8);
      if (payload.length < start >>> 8) {
        throw new EOFException("a cut frame");
      }
      return new Frame(start & 0xff, flags, stream, payload);
    }

    /** The next frame of that type; others are dropped. */
    Frame await(int type) throws IOException {
      Frame frame = read();
      while (frame.type() != type) {
        frame = read();
      }
      return frame;
    }

    /** The next head; other frames are dropped. */
    Request request() throws IOException {
      Frame frame = await(HEADERS);
      return new Request(frame.stream(), decode(frame), frame.last());
    }

    Http2Headers decode(Frame frame) throws IOException {
      try {
        return heads.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()));
      } catch (Http2Exception e) {
        throw new IOException(e);
      }
    }
  }
}
