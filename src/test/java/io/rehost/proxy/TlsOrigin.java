package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.rehost.certificates.TestAuthority;
import io.rehost.rule.Match;
import io.rehost.rule.Rule;
import io.rehost.rule.TlsSettings;
import io.rehost.rule.Upstream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Origins that speak TLS, and rules that lead to them. */
final class TlsOrigin {
  private TlsOrigin() {}

  /** Answers with the names in SNI, one to a line. */
  static RawOrigin tellingServerName(TestAuthority.Issued shown) throws Exception {
    return new RawOrigin(
        (request, out, socket) -> out.write(ok(String.join("\n", serverNames(socket)))),
        listen(shown, new TestAuthority(), false));
  }

  static SSLServerSocket listen(
      TestAuthority.Issued shown, TestAuthority clients, boolean clientMustShow)
      throws GeneralSecurityException, IOException {
    SSLServerSocket server =
        (SSLServerSocket)
            shown
                .context(clients)
                .getServerSocketFactory()
                .createServerSocket(0, 128, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(clientMustShow);
    return server;
  }

  /** Answers one request, and then ends the connection below TLS, as anyone on the way can. */
  static void cutOff(ServerSocket listener, TestAuthority.Issued shown, String answer)
      throws GeneralSecurityException, IOException {
    SSLSocketFactory factory = shown.context(new TestAuthority()).getSocketFactory();
    serve(
        listener,
        socket -> {
          SSLSocket secure = (SSLSocket) factory.createSocket(socket, "client", 0, false);
          secure.setUseClientMode(false);
          int first = secure.getInputStream().read();
          if (first != 'G') {
            throw new IOException("a GET is expected");
          }
          secure.getOutputStream().write(answer.getBytes(ISO_8859_1));
          secure.getOutputStream().flush();
          socket.shutdownOutput();
        });
  }

  /** Takes one connection, lets its client wait for TLS, and then answers at once. */
  static void slowToShakeHands(ServerSocket listener, TestAuthority.Issued shown, Duration wait)
      throws GeneralSecurityException, IOException {
    SSLSocketFactory factory = shown.context(new TestAuthority()).getSocketFactory();
    serve(
        listener,
        socket -> {
          LockSupport.parkNanos(wait.toNanos());
          SSLSocket secure = (SSLSocket) factory.createSocket(socket, "client", 0, false);
          secure.setUseClientMode(false);
          int first = secure.getInputStream().read();
          if (first != 'G') {
            throw new IOException("a GET is expected");
          }
          secure.getOutputStream().write(ok("at last"));
        });
  }

  /** Answers one connection as if there were no TLS. */
  static void answerWithoutTls(ServerSocket listener, String answer) {
    serve(listener, socket -> socket.getOutputStream().write(answer.getBytes(ISO_8859_1)));
  }

  private static void serve(ServerSocket listener, Service service) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket socket = listener.accept()) {
                service.to(socket);
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // the proxy, or the test's end, closed the connection
              }
            });
  }

  private interface Service {
    void to(Socket socket) throws IOException;
  }

  static byte[] ok(String content) {
    return ("HTTP/1.1 200 OK\r\nContent-Length: " + content.length() + "\r\n\r\n" + content)
        .getBytes(ISO_8859_1);
  }

  private static List<String> serverNames(Socket socket) {
    return ((ExtendedSSLSession) ((SSLSocket) socket).getSession())
        .getRequestedServerNames().stream()
            .map(name -> ((SNIHostName) name).getAsciiName())
            .collect(Collectors.toList());
  }

  /** A rule for a client's host, with a host, an upstream and TLS of its own. */
  static Rule rule(String from, String host, Upstream upstream, TlsSettings tls) {
    return rule(from, host, upstream, tls, Rule.Timeouts.DEFAULT);
  }

  /** The same with limits in time. */
  static Rule rule(
      String from, String host, Upstream upstream, TlsSettings tls, Rule.Timeouts timeouts) {
    Match match = from.isEmpty() ? Match.ANY : TestProxy.host(from);
    Rule rule = TestProxy.rule(from.isEmpty() ? "all" : from.replace('.', '-'), match, host);
    return new Rule(
        rule.name(),
        rule.match(),
        rule.host(),
        rule.hostAllowed(),
        upstream,
        tls,
        rule.protocol(),
        rule.response(),
        rule.request(),
        rule.requestHeaders(),
        rule.responseHeaders(),
        timeouts);
  }
}
