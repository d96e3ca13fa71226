package io.rehost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.rehost.wire.WireKit.Read;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the two ways through a codec, and Netty's own decoder, read the same from the same bytes.
 * A head whose first byte comes alone takes the way of Netty's decoder with everything behind it.
 */
final class CodecAgreement {
  private static final int MAX_HEAD = 1024;

  private CodecAgreement() {}

  /** A client sends {@code bytes}: fails if it matters how they are cut, or to whom they go. */
  static void ofRequests(String bytes) {
    List<Read> whole = WireKit.read(bytes);
    assertThat(WireKit.read(split(bytes))).as("first byte alone").isEqualTo(whole);
    List<Read> accepted =
        whole.stream().takeWhile(it -> it.violation() == null && isWhole(it)).toList();
    List<Read> byNetty = WireKit.read(new HttpRequestDecoder(nettyConfig()), bytes);
    assertThat(byNetty).as("Netty's decoder").hasSizeGreaterThanOrEqualTo(accepted.size());
    for (int i = 0; i < accepted.size(); i++) {
      Read ours = accepted.get(i);
      Read netty = byNetty.get(i);
      assertThat(netty.line()).isEqualTo(ours.line());
      assertThat(netty.content()).isEqualTo(ours.content());
      if (!ours.fields().toString().contains("ontent-")) { // Netty writes a length its own way
        assertThat(netty.fields()).isEqualTo(ours.fields());
      }
    }
    assertThat(relayedRequests(split(bytes)))
        .as("what is sent on")
        .isEqualTo(relayedRequests(bytes));
  }

  /** An origin answers {@code method} with {@code bytes}. */
  static void ofResponses(String method, String bytes) {
    assertThat(ResponseKit.read(method, split(bytes)))
        .as("first byte alone")
        .isEqualTo(ResponseKit.read(method, bytes));
    assertThat(relayedResponses(method, split(bytes)))
        .as("what is sent on")
        .isEqualTo(relayedResponses(method, bytes));
  }

  private static boolean isWhole(Read read) {
    return read.content() != null && !read.content().endsWith("...");
  }

  private static String[] split(String bytes) {
    return bytes.isEmpty()
        ? new String[] {bytes}
        : new String[] {bytes.substring(0, 1), bytes.substring(1)};
  }

  /** With larger limits: what is too large is no question of how it is read. */
  private static HttpDecoderConfig nettyConfig() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(16 * MAX_HEAD)
        .setMaxHeaderSize(16 * MAX_HEAD)
        .setMaxChunkSize(64 * 1024);
  }

  private static String relayedRequests(String... pieces) {
    List<HttpObject> read = messages(new EmbeddedChannel(Http1.serverCodec(MAX_HEAD)), pieces);
    EmbeddedChannel out = new EmbeddedChannel(Http1.clientCodec(MAX_HEAD));
    for (HttpObject object : read) {
      if (object instanceof HttpRequest from && HeadGuard.check(from) != null) {
        break;
      }
      write(out, object, HttpVersion.HTTP_1_1);
    }
    read.forEach(ReferenceCountUtil::release);
    return written(out);
  }

  private static String relayedResponses(String method, String... pieces) {
    EmbeddedChannel in = new EmbeddedChannel(Http1.clientCodec(MAX_HEAD));
    in.writeOutbound(
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), "/"),
        LastHttpContent.EMPTY_LAST_CONTENT);
    List<HttpObject> read = messages(in, pieces);
    EmbeddedChannel out = new EmbeddedChannel(Http1.serverCodec(MAX_HEAD));
    out.writeInbound(Unpooled.copiedBuffer(method + " / HTTP/1.1\r\nHost: a\r\n\r\n", ISO_8859_1));
    read.forEach(object -> write(out, object, HttpVersion.HTTP_1_1));
    read.forEach(ReferenceCountUtil::release);
    return written(out);
  }

  private static List<HttpObject> messages(EmbeddedChannel channel, String... pieces) {
    for (String piece : pieces) {
      if (channel.isOpen()) {
        channel.writeInbound(Unpooled.copiedBuffer(piece, ISO_8859_1));
      }
    }
    List<HttpObject> read = new ArrayList<>();
    for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
      HttpObject object = (HttpObject) next;
      if (object.decoderResult().isSuccess()) {
        read.add(object);
      } else {
        ReferenceCountUtil.release(object);
        break;
      }
    }
    channel.finishAndReleaseAll();
    return read;
  }

  /** Copied, edited and written as the proxy does. */
  private static void write(EmbeddedChannel out, HttpObject object, HttpVersion version) {
    if (object instanceof HttpMessage message) {
      FieldWalk field = FieldWalk.over(message.headers());
      HttpHeaders fields =
          message instanceof HttpRequest
              ? HeadFields.emptyFor(message.headers(), 1)
              : HeadFields.remainderOf(message.headers());
      while (field.next()) {
        if (field.isNamed(HttpHeaderNames.HOST)) {
          field.copyTo(fields, "override.test");
        } else if (!field.isNamed(HttpHeaderNames.SERVER)) {
          field.copyTo(fields);
        }
      }
      fields.add("X-Added", "1");
      out.writeOutbound(
          message instanceof HttpRequest from
              ? new DefaultHttpRequest(version, from.method(), from.uri(), fields)
              : new DefaultHttpResponse(version, ((HttpResponse) message).status(), fields));
    } else if (object instanceof HttpContent content) {
      out.writeOutbound(content.retain());
    }
  }

  private static String written(EmbeddedChannel out) {
    StringBuilder all = new StringBuilder();
    for (ByteBuf bytes = out.readOutbound(); bytes != null; bytes = out.readOutbound()) {
      all.append(bytes.toString(ISO_8859_1));
      bytes.release();
    }
    out.finishAndReleaseAll();
    return all.toString();
  }
}
