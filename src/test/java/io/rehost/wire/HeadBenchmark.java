package io.rehost.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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

/** What it costs to read the head of a request, and to write it with another Host. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class HeadBenchmark {
  private static final int MAX_HEAD = 8192;

  /** Who sends the request. */
  public enum Client {
    /** Three fields. */
    TOOL("User-Agent: curl/8.5.0\r\n" + "Accept: */*\r\n"),
    /** Fourteen fields. */
    BROWSER(
        "Connection: keep-alive\r\n"
            + "sec-ch-ua: \"Chromium\";v=\"130\", \"Not?A_Brand\";v=\"99\"\r\n"
            + "sec-ch-ua-mobile: ?0\r\n"
            + "sec-ch-ua-platform: \"Linux\"\r\n"
            + "Upgrade-Insecure-Requests: 1\r\n"
            + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/130.0.0.0 Safari/537.36\r\n"
            + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
            + "\r\n"
            + "Sec-Fetch-Site: same-origin\r\n"
            + "Sec-Fetch-Mode: navigate\r\n"
            + "Sec-Fetch-Dest: document\r\n"
            + "Accept-Encoding: gzip, deflate, br, zstd\r\n"
            + "Accept-Language: en-GB,en;q=0.9\r\n"
            + "Cookie: session=0123456789abcdef0123456789abcdef; theme=dark; consent=1\r\n");

    private final String fields;

    Client(String fields) {
      this.fields = fields;
    }

    /** The head that it sends, to {@code www.example.com}. */
    public byte[] head() {
      String start = "GET /shop/index.html?a=b HTTP/1.1\r\nHost: www.example.com\r\n";
      return (start + fields + "\r\n").getBytes(US_ASCII);
    }
  }

  /** One head, again and again. */
  @State(Scope.Thread)
  public static class Head {
    @Param public Client client = Client.TOOL;

    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    private final NettyDecoder netty = new NettyDecoder();

    /** Makes the head. */
    @Setup(Level.Trial)
    public void make() {
      bytes = Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(client.head()));
    }

    private HttpRequest scan() {
      return Objects.requireNonNull(RequestHeads.read(HeadScan.of(bytes, MAX_HEAD)));
    }
  }

  /** Netty's decoder, called without a pipeline. */
  private static final class NettyDecoder extends HttpRequestDecoder {
    private final ChannelHandlerContext context =
        new EmbeddedChannel(this).pipeline().context(this);
    private final List<Object> read = new ArrayList<>();

    NettyDecoder() {
      super(MAX_HEAD, MAX_HEAD, MAX_HEAD);
    }

    HttpRequest head(ByteBuf in) throws Exception {
      read.clear();
      decode(context, in.readerIndex(0), read);
      return (HttpRequest) read.getFirst();
    }
  }

  /** The scan alone. */
  @Benchmark
  public HttpRequest scan(Head head) {
    return head.scan();
  }

  /** The scan, a copy of the fields in which Host is another, and its bytes. */
  @Benchmark
  public HeadBytes scanAndWriteOtherHost(Head head) {
    HttpHeaders from = head.scan().headers();
    HttpHeaders to = HeadFields.emptyFor(from, 1);
    FieldWalk field = FieldWalk.over(from);
    while (field.next()) {
      if (field.isNamed(HttpHeaderNames.HOST)) {
        field.copyTo(to, "go.test");
      } else {
        field.copyTo(to);
      }
    }
    HeadBytes bytes = HeadBytes.begin();
    ((HeadFields) to).write(bytes);
    return bytes;
  }

  /** Netty's decoder, with the checks that it makes by default. */
  @Benchmark
  public HttpRequest nettyDecoder(Head head) throws Exception {
    return head.netty.head(head.bytes);
  }
}
