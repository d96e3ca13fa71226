package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.Epoll;
import io.rehost.wire.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract section 2, REHOST_LISTEN: addresses, each of its own family. */
class AddressFamilyTest {
  private static final InetAddress ANY_4 = InetAddress.ofLiteral("0.0.0.0");
  private static final InetAddress ANY_6 = InetAddress.ofLiteral("::");
  private static final InetAddress LOOPBACK_4 = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress LOOPBACK_6 = InetAddress.ofLiteral("::1");

  private final Transport transport = Transport.start(1);

  @AfterEach
  void end() {
    transport.workers().shutdownGracefully().awaitUninterruptibly();
  }

  @Test
  void theIpv4WildcardDoesNotListenOnIpv6() throws Exception {
    assumeTrue(hasIpv6());
    int port = port(bind(ANY_4, 0));
    try (Socket client = new Socket(LOOPBACK_4, port)) {
      assertThat(client.isConnected()).isTrue();
    }
    assertThatThrownBy(() -> new Socket(LOOPBACK_6, port)).isInstanceOf(ConnectException.class);
  }

  @Test
  void bothWildcardsShareAPortAndAreShownAsTheyWereWritten() throws Exception {
    assumeTrue(hasIpv6() && Epoll.isAvailable());
    Channel ipv4 = bind(ANY_4, 0);
    Channel ipv6 = bind(ANY_6, port(ipv4));
    assertThat(((InetSocketAddress) ipv4.localAddress()).getAddress()).isEqualTo(ANY_4);
    assertThat(((InetSocketAddress) ipv6.localAddress()).getAddress()).isEqualTo(ANY_6);
    try (Socket client = new Socket(LOOPBACK_6, port(ipv6))) {
      assertThat(client.isConnected()).isTrue();
    }
  }

  private Channel bind(InetAddress address, int port) {
    return transport
        .listeners(address, true)
        .childHandler(new ChannelInboundHandlerAdapter())
        .bind(new InetSocketAddress(address, port))
        .syncUninterruptibly()
        .channel();
  }

  private static int port(Channel listener) {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  private static boolean hasIpv6() {
    try (ServerSocket _ = new ServerSocket(0, 1, LOOPBACK_6)) {
      return true;
    } catch (IOException without) {
      return false;
    }
  }
}
