package io.rehost.observe;

import io.rehost.proxy.ClientHead;
import io.rehost.proxy.ExchangeView;
import io.rehost.proxy.ProxyError;
import io.rehost.proxy.SentHead;
import io.rehost.rule.Decision;
import io.rehost.rule.Destination;
import io.rehost.rule.FieldMask;
import io.rehost.rule.HostTemplate;
import io.rehost.rule.Match;
import io.rehost.rule.Protocol;
import io.rehost.rule.Rule;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Upstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** An exchange that says what it is told to. */
public record TestExchange(
    int worker,
    @Nullable Decision decision,
    @Nullable InetSocketAddress upstream,
    int status,
    @Nullable ProxyError error,
    Protocol protocol,
    @Nullable SentHead sentHead)
    implements ExchangeView {
  public static final FieldMask MASK = FieldMask.DEFAULT;
  private static final Destination DESTINATION =
      new Destination(new Upstream(Upstream.Scheme.HTTP, "10.0.0.12", 80), null, Protocol.AUTO);

  public TestExchange(
      @Nullable Decision decision, @Nullable InetSocketAddress upstream, int status) {
    this(0, decision, upstream, status, null, Protocol.HTTP1, null);
  }

  /** On another event loop. */
  public TestExchange on(int loop) {
    return new TestExchange(loop, decision, upstream, status, error, protocol, sentHead);
  }

  /** Failed. */
  TestExchange with(ProxyError failure) {
    return new TestExchange(worker, decision, upstream, status, failure, protocol, sentHead);
  }

  /** Of a client that speaks something else. */
  TestExchange by(Protocol spoken) {
    return new TestExchange(worker, decision, upstream, status, error, spoken, sentHead);
  }

  /** That has sent {@link #head}. */
  TestExchange sending(String target, String... fields) {
    SentHead head = head(target, fields);
    return new TestExchange(worker, decision, upstream, status, error, protocol, head);
  }

  public static Decision decidedBy(String rule) {
    Rule won =
        new Rule(
            rule,
            Match.ANY,
            HostTemplate.parse("one.test"),
            List.of(),
            null,
            TlsSettings.NONE,
            Protocol.AUTO,
            Rule.Response.DEFAULT,
            Rule.Request.DEFAULT,
            Rule.FieldEdits.NONE,
            Rule.FieldEdits.NONE,
            Rule.Timeouts.DEFAULT);
    return new Decision.Override(won, DESTINATION, "one.test");
  }

  static Decision unmatched() {
    return new Decision.Keep(null, DESTINATION);
  }

  /** A head with these names and values in turn. */
  static SentHead head(String target, String... fields) {
    return new SentHead() {
      @Override
      public String method() {
        return "GET";
      }

      @Override
      public String target() {
        return target;
      }

      @Override
      public void forEachField(BiConsumer<String, String> field) {
        for (int i = 0; i < fields.length; i += 2) {
          field.accept(fields[i], fields[i + 1]);
        }
      }
    };
  }

  @Override
  public @Nullable ClientHead clientHead() {
    return null;
  }

  @Override
  public long endedAt() {
    return System.nanoTime();
  }

  @Override
  public InetSocketAddress client() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  }

  @Override
  public boolean reused() {
    return false;
  }

  @Override
  public @Nullable String sentHost() {
    return null;
  }

  @Override
  public @Nullable String serverName() {
    return null;
  }

  @Override
  public @Nullable Protocol upstreamProtocol() {
    return Protocol.HTTP1;
  }

  @Override
  public long bytesIn() {
    return 0;
  }

  @Override
  public long bytesOut() {
    return 0;
  }

  @Override
  public long durationNanos() {
    return 7_000_000;
  }

  @Override
  public long upstreamNanos() {
    return 3_000_000;
  }
}
