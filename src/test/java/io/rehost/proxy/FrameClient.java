package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A client that sends the HTTP/2 frames it is told to, well-formed or not. */
final class FrameClient implements AutoCloseable {
  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
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

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final DefaultHttp2HeadersDecoder heads = new DefaultHttp2HeadersDecoder(false);
  private final Map<Integer, Integer> windows = new HashMap<>();
  private final Map<Integer, Reply> replies = new HashMap<>();
  final Map<Integer, Integer> settings = new HashMap<>();
  final List<GoAway> goAways = new ArrayList<>();
  final List<Long> pongs = new ArrayList<>();
  boolean ended;

  /** What came back on one stream. */
  static final class Reply {
    final List<Http2Headers> heads = new ArrayList<>();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean ended;
    @Nullable Http2Error reset;

    int status() {
      return Integer.parseInt(String.valueOf(heads.getFirst().status()));
    }

    String field(String name) {
      CharSequence value = heads.getFirst().get(name);
      return value == null ? "" : value.toString();
    }

    String content() {
      return bytes.toString(ISO_8859_1);
    }
  }

  record GoAway(int lastStream, Http2Error error) {}

  FrameClient(InetSocketAddress address) throws IOException {
    this(new Socket(address.getAddress(), address.getPort()));
  }

  FrameClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** A client that has sent its preface. */
  static FrameClient open(InetSocketAddress address) throws IOException {
    return new FrameClient(address).preface();
  }

  FrameClient preface() throws IOException {
    out.writeBytes(PREFACE.getBytes(ISO_8859_1));
    return frame(SETTINGS, 0, 0).flush();
  }

  FrameClient frame(int type, int flags, int stream, byte... payload) {
    out.writeBytes(
        ByteBuffer.allocate(9)
            .put((byte) (payload.length >> 16))
            .putShort((short) payload.length)
            .put((byte) type)
            .put((byte) flags)
            .putInt(stream)
            .array());
    out.writeBytes(payload);
    return this;
  }

  FrameClient flush() throws IOException {
    socket.getOutputStream().write(out.toByteArray());
    out.reset();
    return this;
  }

  /** Sends, unless the other end has closed: what was sent has come too far. */
  void flushIfOpen() {
    try {
      flush();
    } catch (IOException e) {
      ended = true;
    }
  }

  /** A GET without more. */
  FrameClient get(int stream, String path) {
    return head(stream, true, FieldBlock.get(path));
  }

  /** HEADERS with names and values in turn, exactly as given. */
  FrameClient head(int stream, boolean last, String... fields) {
    return frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, FieldBlock.of(fields));
  }

  FrameClient data(int stream, boolean last, String content) {
    windows.merge(stream, -content.length(), Integer::sum);
    windows.merge(0, -content.length(), Integer::sum);
    return frame(DATA, last ? END_STREAM : 0, stream, content.getBytes(ISO_8859_1));
  }

  /** Whether the proxy has said that so much may be sent, and its settings are known. */
  boolean allows(int stream, int length) {
    return settings.containsKey(4)
        && windows.getOrDefault(0, 0) + 65_535 >= length
        && windows.getOrDefault(stream, 0) + settings.get(4) >= length;
  }

  FrameClient reset(int stream, Http2Error error) {
    return frame(RST_STREAM, 0, stream, ints((int) error.code()));
  }

  FrameClient window(int stream, int increment) {
    return frame(WINDOW_UPDATE, 0, stream, ints(increment));
  }

  FrameClient setting(int id, int value) {
    return frame(SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) id).putInt(value).array());
  }

  FrameClient ping(long value) {
    return frame(PING, 0, 0, ByteBuffer.allocate(8).putLong(value).array());
  }

  static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  /** What has come on a stream so far. */
  Reply reply(int stream) {
    return replies.computeIfAbsent(stream, number -> new Reply());
  }

  /** Sends, and reads until the stream has ended one way or the other. */
  Reply await(int stream) throws IOException {
    Reply reply = reply(stream);
    return await(reply, () -> reply.ended || reply.reset != null);
  }

  /** Sends, and reads until the stream has been reset, whatever came before. */
  Reply awaitReset(int stream) throws IOException {
    Reply reply = reply(stream);
    return await(reply, () -> reply.reset != null);
  }

  Reply await(Reply reply, BooleanSupplier condition) throws IOException {
    readUntil(condition);
    if (!condition.getAsBoolean()) {
      throw new EOFException("connection ended; " + goAways);
    }
    return reply;
  }

  /** Reads until the condition holds, or the connection ends. */
  void readUntil(BooleanSupplier condition) throws IOException {
    flush();
    while (!ended && !condition.getAsBoolean()) {
      try {
        read();
      } catch (EOFException | SocketException end) {
        ended = true;
      }
    }
  }

  /** Reads everything until the connection ends. */
  FrameClient readToEnd() throws IOException {
    flushIfOpen();
    readUntil(() -> false);
    return this;
  }

  private void read() throws IOException {
    int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    ByteBuffer payload = ByteBuffer.wrap(in.readNBytes(length));
    Reply reply = reply(stream);
    switch (type) {
      case DATA -> {
        reply.bytes.writeBytes(payload.array());
        reply.ended |= (flags & END_STREAM) != 0;
      }
      case HEADERS -> {
        reply.heads.add(decode(stream, payload.array()));
        reply.ended |= (flags & END_STREAM) != 0;
      }
      case RST_STREAM -> reply.reset = Http2Error.valueOf(payload.getInt());
      case SETTINGS -> {
        while (payload.hasRemaining()) {
          settings.put((int) payload.getShort(), payload.getInt());
        }
        if ((flags & ACK) == 0) {
          frame(SETTINGS, ACK, 0).flushIfOpen();
        }
      }
      case PING -> {
        if ((flags & ACK) != 0) {
          pongs.add(payload.getLong());
        } else {
          frame(PING, ACK, 0, payload.array()).flushIfOpen();
        }
      }
      case GOAWAY ->
          goAways.add(new GoAway(payload.getInt(), Http2Error.valueOf(payload.getInt())));
      case WINDOW_UPDATE -> windows.merge(stream, payload.getInt(), Integer::sum);
      default -> throw new IOException("a frame of type " + type);
    }
  }

  private Http2Headers decode(int stream, byte[] block) throws IOException {
    ByteBuf bytes = Unpooled.wrappedBuffer(block);
    try {
      return heads.decodeHeaders(stream, bytes);
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
