package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.rehost.rule.Decision;
import io.rehost.rule.Defaults;
import io.rehost.rule.RuleSet;
import io.rehost.rule.RuleSet.Compilation.Compiled;
import io.rehost.rule.RuleSet.Part;
import io.rehost.rule.Upstream.Scheme;
import io.rehost.rule.document.Origin;
import io.rehost.rule.document.ParseResult.Parsed;
import io.rehost.rule.document.RulesParser;
import io.rehost.rule.document.RulesText;
import io.rehost.wire.HeadBenchmark.Client;
import io.rehost.wire.Http1;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to make the head for the origin from one that has been read. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class OutboundHeadBenchmark {
  private static final int MAX_HEAD = 8192;

  /** A request as it was read, and a rule for it. */
  @State(Scope.Thread)
  public static class Read {
    @Param public Client client = Client.TOOL;

    private @Nullable HttpRequest request;
    private @Nullable RuleSet rules;

    /** Reads the request and the rules. */
    @Setup(Level.Trial)
    public void read() {
      EmbeddedChannel channel = new EmbeddedChannel(Http1.serverCodec(MAX_HEAD));
      channel.writeInbound(Unpooled.wrappedBuffer(client.head()));
      request = channel.readInbound();
      rules =
          rules(
              """
              upstream: http://192.0.2.1
              rules:
                - name: shop
                  match: {hosts: [www.example.com]}
                  host: go.test
              """);
    }

    private static RuleSet rules(String text) {
      byte[] bytes = text.getBytes(UTF_8);
      if (RulesParser.parse(RulesText.of(bytes, Origin.FILE)) instanceof Parsed(var document, var _)
          && RuleSet.compile(List.of(new Part("rules.yaml", document, bytes)), Defaults.NONE)
              instanceof Compiled(RuleSet rules, var _)) {
        return rules;
      }
      throw new IllegalStateException("not accepted: " + text);
    }

    private ClientHead head() {
      return Objects.requireNonNull(
          ClientHead.of(Objects.requireNonNull(request), Scheme.HTTP), "the request is refused");
    }

    private Decision.Override decide(ClientHead head) {
      if (Objects.requireNonNull(rules).decide(head) instanceof Decision.Override override) {
        return override;
      }
      throw new IllegalStateException("no rule overrides the host");
    }
  }

  /** Target and authority are parsed. */
  @Benchmark
  public ClientHead parse(Read read) {
    return read.head();
  }

  /** And a rule is found. */
  @Benchmark
  public Decision parseAndDecide(Read read) {
    return read.decide(read.head());
  }

  /** And the head is made. */
  @Benchmark
  public HttpRequest parseDecideAndBuild(Read read) {
    ClientHead head = read.head();
    return OutboundHead.build(head, read.decide(head), null);
  }
}
