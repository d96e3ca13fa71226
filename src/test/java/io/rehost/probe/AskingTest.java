package io.rehost.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.rehost.rule.Protocol;
import io.rehost.upstream.ResponseListener;
import io.rehost.upstream.UpstreamStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One request of a probe, on a connection that comes when it comes. */
class AskingTest {
  private final HttpRequest like =
      new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/p");
  private final Connection connection = new Connection();

  @Test
  void theOtherHostTakesThePlaceOfTheFirst() {
    like.headers().add("Accept", "a").add("host", "b.test").add("X-Last", "1");

    new Asking(like, "x.invalid").connected(connection);

    HttpRequest sent = (HttpRequest) connection.written.getFirst();
    assertThat(sent.headers().entries())
        .extracting(field -> field.getKey() + ": " + field.getValue())
        .containsExactly("Accept: a", "host: x.invalid", "X-Last: 1");
  }

  @Test
  void aConnectionThatComesTooLateIsClosedUnused() {
    Asking asking = new Asking(like, "b.test");
    asking.giveUp("too late");

    asking.connected(connection);

    assertThat(connection.written).isEmpty();
    assertThat(connection.closed).isTrue();
    assertThat(asking.reply()).isCompletedWithValue(new Reply.Failed(null, "too late"));
  }

  @Test
  void anEndlessPageIsReadAsFarAsItIsCompared() {
    Asking asking = new Asking(like, "b.test");
    asking.connected(connection);
    asking.responseHead(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    byte[] part = new byte[Asking.MAX_BODY / 2 + 1];

    asking.responseContent(new DefaultHttpContent(Unpooled.wrappedBuffer(part)));
    assertThat(asking.reply()).isNotDone();
    asking.responseContent(new DefaultHttpContent(Unpooled.wrappedBuffer(part)));

    assertThat(asking.reply().join())
        .isInstanceOfSatisfying(
            Reply.Answered.class, it -> assertThat(it.body()).hasSize(Asking.MAX_BODY));
    assertThat(connection.closed).isTrue();
  }

  @Test
  void anInterimResponseIsNoAnswer() {
    Asking asking = new Asking(like, "b.test");
    asking.connected(connection);
    asking.responseHead(
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.EARLY_HINTS));
    asking.responseContent(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(asking.reply()).isNotDone();
  }

  private static final class Connection implements UpstreamStream {
    private final List<HttpObject> written = new ArrayList<>();
    private boolean closed;

    @Override
    public InetSocketAddress address() {
      return new InetSocketAddress(InetAddress.ofLiteral("10.0.0.12"), 80);
    }

    @Override
    public Protocol protocol() {
      return Protocol.HTTP1;
    }

    @Override
    public boolean reused() {
      return false;
    }

    @Override
    public void listen(ResponseListener responseListener) {}

    @Override
    public void write(HttpObject message) {
      written.add(message);
    }

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void setReading(boolean reading) {}

    @Override
    public void release() {
      throw new AssertionError("a probe's connection is used once");
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
