package io.rehost.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DebugOutputTest {
  private static final InetSocketAddress ADDRESS = address(10, 0, 0, 12);

  private static InetSocketAddress address(int... bytes) {
    byte[] ip = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      ip[i] = (byte) bytes[i];
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ip), 80);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private final List<String> printed = new ArrayList<>();

  @Test
  @DisplayName("REHOST_DEBUG: `Connected to http://10.0.0.12:80/path` and the head as sent, masked")
  void printsTheConnectedAddressAndTheSentHead() {
    var output = new DebugOutput(TestExchange.MASK, Runnable::run, printed::add);

    output.requestSent(
        new TestExchange(TestExchange.decidedBy("r"), ADDRESS, 0)
            .sending(
                "/path?q", "Host", "one.test", "Cookie", "a=b", "AUTHORIZATION", "x", "X-Y", "z"));

    assertThat(printed)
        .containsExactly(
            """
            Connected to http://10.0.0.12:80/path?q
            GET /path?q HTTP/1.1
            Host: one.test
            Cookie: ***
            AUTHORIZATION: ***
            X-Y: z
            """);
  }

  @Test
  void writesAnIpv6AddressInBrackets() {
    var output = new DebugOutput(TestExchange.MASK, Runnable::run, printed::add);

    output.requestSent(
        new TestExchange(
                TestExchange.unmatched(),
                address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
                0)
            .sending("*"));

    assertThat(printed.getFirst()).startsWith("Connected to http://[::1]:80\n");
  }

  @Test
  void saysHowManyItLeftOutWhenTheTerminalIsSlow() {
    Queue<Runnable> room = new ArrayDeque<>();
    var output =
        new DebugOutput(
            TestExchange.MASK,
            task -> {
              if (!room.isEmpty()) {
                throw new RejectedExecutionException();
              }
              room.add(task);
            },
            printed::add);
    var exchange = new TestExchange(TestExchange.decidedBy("r"), ADDRESS, 0);

    output.requestSent(exchange.sending("/1"));
    output.requestSent(exchange.sending("/2"));
    output.requestSent(exchange.sending("/3"));
    room.remove().run();

    assertThat(printed).hasSize(1);
    assertThat(printed.getFirst()).startsWith("(2 requests not shown)\nConnected to ");
  }
}
