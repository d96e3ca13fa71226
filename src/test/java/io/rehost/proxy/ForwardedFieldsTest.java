package io.rehost.proxy;

import static io.rehost.proxy.ForwardedRequest.PROXY;
import static io.rehost.proxy.ForwardedRequest.STRANGER;
import static io.rehost.proxy.Forwarding.Fields.BOTH;
import static io.rehost.proxy.Forwarding.Fields.RFC7239;
import static io.rehost.proxy.Forwarding.Fields.X_FORWARDED;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 4.4: X-Forwarded-For/-Proto/-Port (-Host if asked) and RFC 7239 by settings. */
class ForwardedFieldsTest {

  @Test
  void theOriginIsToldAddressPortAndSchemeAfterAllOtherFields() {
    assertThat(ForwardedRequest.from(STRANGER, X_FORWARDED).sent("A: 1"))
        .containsExactly(
            "A: 1",
            "X-Forwarded-For: 192.0.2.60",
            "X-Forwarded-Port: 80",
            "X-Forwarded-Proto: http");
  }

  @Test
  void theClientsHostIsToldOnlyIfAskedFor() {
    assertThat(ForwardedRequest.from(STRANGER, BOTH).to("A.test:81").tellingHost().sent())
        .containsExactly(
            "X-Forwarded-For: 192.0.2.60",
            "X-Forwarded-Port: 81",
            "X-Forwarded-Proto: http",
            "X-Forwarded-Host: A.test:81",
            "Forwarded: for=192.0.2.60;host=\"A.test:81\";proto=http");
    assertThat(ForwardedRequest.from(STRANGER, BOTH).to("A.test:81").sent())
        .containsExactly(
            "X-Forwarded-For: 192.0.2.60",
            "X-Forwarded-Port: 81",
            "X-Forwarded-Proto: http",
            "Forwarded: for=192.0.2.60;proto=http");
  }

  @Test
  void whereThereIsNoHostNoneIsTold() {
    assertThat(ForwardedRequest.from(STRANGER, BOTH).to(null).tellingHost().sent())
        .containsExactly(
            "X-Forwarded-For: 192.0.2.60",
            "X-Forwarded-Port: 80",
            "X-Forwarded-Proto: http",
            "Forwarded: for=192.0.2.60;proto=http");
  }

  @ParameterizedTest
  @CsvSource({
    "a.test, a.test",
    "a_b.test., a_b.test.",
    "10.0.0.12, 10.0.0.12",
    "a.test:8080, '\"a.test:8080\"'",
    "a.test:, '\"a.test:\"'",
    "[::1], '\"[::1]\"'",
    "[::1]:8080, '\"[::1]:8080\"'"
  })
  @DisplayName("RFC 7239 4: a value is a token, else a quoted string")
  void aHostIsQuotedInForwardedUnlessItIsAToken(String host, String value) {
    assertThat(ForwardedRequest.from(STRANGER, RFC7239).to(host).tellingHost().sent())
        .containsExactly("Forwarded: for=192.0.2.60;host=" + value + ";proto=http");
  }

  @ParameterizedTest
  @CsvSource({
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "::1, ::1",
    "fe80:0:0:1:0:0:0:2, fe80:0:0:1::2",
    "::, ::"
  })
  @DisplayName("RFC 7239 6: an IPv6 address is in brackets, and so in quotes")
  void anIpv6AddressIsWrittenInItsShortFormAndBracketedInForwardedOnly(String peer, String text) {
    assertThat(ForwardedRequest.from(peer, BOTH).sent())
        .contains("X-Forwarded-For: " + text, "Forwarded: for=\"[" + text + "]\";proto=http");
  }

  @Test
  void anIpv4MappedPeerIsTheIpv4AddressThatItStandsFor() throws Exception {
    ForwardedRequest mapped =
        new ForwardedRequest(
            ForwardedRequest.with(X_FORWARDED, false), mapped(10, 1, 2, 3), "a.test");

    assertThat(mapped.sent("X-Forwarded-For: 1.1.1.1"))
        .contains("X-Forwarded-For: 1.1.1.1, 10.1.2.3");
  }

  @Test
  void theZoneOfALinkLocalPeerIsNotTold() throws Exception {
    byte[] address = InetAddress.ofLiteral("fe80::1").getAddress();
    ForwardedRequest zoned =
        new ForwardedRequest(
            ForwardedRequest.with(BOTH, false), Inet6Address.getByAddress(null, address, 1), "a");

    assertThat(zoned.sent())
        .contains("X-Forwarded-For: fe80::1", "Forwarded: for=\"[fe80::1]\";proto=http");
  }

  @Test
  @DisplayName("REHOST_TRUSTED_PROXIES: kept and appended to")
  void fromATrustedProxyForIsAppendedToAndTheOthersAreKept() {
    assertThat(
            ForwardedRequest.from(PROXY, X_FORWARDED)
                .tellingHost()
                .sent(
                    "x-forwarded-for: 203.0.113.7",
                    "X-FORWARDED-PROTO: https",
                    "X-Forwarded-Port: 8443",
                    "X-Forwarded-Host: shop.test",
                    "X-Forwarded-Prefix: /shop",
                    "Forwarded: for=203.0.113.7",
                    "B: 2"))
        .containsExactly(
            "X-FORWARDED-PROTO: https",
            "X-Forwarded-Port: 8443",
            "X-Forwarded-Host: shop.test",
            "X-Forwarded-Prefix: /shop",
            "Forwarded: for=203.0.113.7",
            "B: 2",
            "X-Forwarded-For: 203.0.113.7, 10.1.2.3");
  }

  @Test
  void aHostThatATrustedProxyTellsIsKeptWithoutBeingAskedFor() {
    assertThat(ForwardedRequest.from(PROXY, X_FORWARDED).sent("X-Forwarded-Host: shop.test"))
        .contains("X-Forwarded-Host: shop.test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0", "10.255.255.255", "fd00::1", "FDFF::1"})
  void aPeerWithinARangeIsTrusted(String peer) {
    assertThat(ForwardedRequest.from(peer, X_FORWARDED).sent("X-Forwarded-Proto: https"))
        .contains("X-Forwarded-Proto: https");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9.255.255.255", "11.0.0.0", "127.0.0.1", "::1", "fe00::1", "::a01:203"})
  void aPeerOutOfAllRangesIsNot(String peer) {
    assertThat(ForwardedRequest.from(peer, X_FORWARDED).sent("X-Forwarded-Proto: https"))
        .contains("X-Forwarded-Proto: http");
  }

  @Test
  void severalFieldsOfATrustedProxyBecomeOneListThatEndsWithIt() {
    assertThat(
            ForwardedRequest.from(PROXY, BOTH)
                .sent(
                    "X-Forwarded-For: 1.1.1.1, unknown",
                    "Forwarded: for=\"[2001:db8::1]:4711\";by=_x , for=unknown",
                    "X-Forwarded-For: ",
                    "X-Forwarded-For: 2001:db8::1",
                    "Forwarded: for=_hidden;secret=\"a,\\\"b\""))
        .containsExactly(
            "X-Forwarded-For: 1.1.1.1, unknown, 2001:db8::1, 10.1.2.3",
            "X-Forwarded-Port: 80",
            "X-Forwarded-Proto: http",
            "Forwarded: for=\"[2001:db8::1]:4711\";by=_x , for=unknown, "
                + "for=_hidden;secret=\"a,\\\"b\", for=10.1.2.3;proto=http");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"for=\"", "for=1.1.1.1, for=\"a", "for=\"a\\\"", "for=\"\\", "for=\"a\"\";by=b"})
  void aListWhoseQuoteIsOpenIsNotKeptAsItWouldHideWhatIsAppended(String open) {
    assertThat(ForwardedRequest.from(PROXY, RFC7239).sent("Forwarded: " + open))
        .containsExactly("Forwarded: for=10.1.2.3;proto=http");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "x-forwarded-host",
        "X-FORWARDED-PROTO",
        "X-Forwarded-Port",
        "X-Forwarded-Prefix",
        "X-Forwarded-Ssl",
        "X_Forwarded_For",
        "X-Forwarded_Host",
        "Forwarded",
        "forwarded"
      })
  @DisplayName("From anyone else all are replaced")
  void whatAStrangerSaysOfItselfNeverPassesWhicheverFieldsAreSent(String name) {
    for (Forwarding.Fields fields : Forwarding.Fields.values()) {
      assertThat(ForwardedRequest.from(STRANGER, fields).sent(name + ": spoofed", name + ": again"))
          .isEqualTo(ForwardedRequest.from(STRANGER, fields).sent());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded", "X-Forwarde-For", "X-Real-IP", "Forwarded-For", "X-For"})
  void otherFieldsOfAStrangerStay(String name) {
    assertThat(ForwardedRequest.from(STRANGER, BOTH).sent(name + ": 1")).contains(name + ": 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.test:8443 | https | 8443",
        "a.test | https | 443",
        "a.test | WSS | 443",
        "a.test | ws | 80",
        "a.test | https, http | 443",
        "a.test | 'http, https' | 80",
        "a.test: | https | 443",
        "[::1]:81 | http | 81",
        "a.test | gopher | 80"
      })
  @DisplayName("Port = that of the client's Host, else its scheme's")
  void thePortIsThatOfTheHostElseOfTheSchemeThatATrustedProxyTells(
      String host, String scheme, String port) {
    assertThat(
            ForwardedRequest.from(PROXY, X_FORWARDED).to(host).sent("X-Forwarded-Proto: " + scheme))
        .contains("X-Forwarded-Port: " + port, "X-Forwarded-Proto: " + scheme);
  }

  /** As an epoll listener of both families may report it; the JDK's own factories turn it. */
  private static InetAddress mapped(int a, int b, int c, int d) throws UnknownHostException {
    byte[] bytes = {
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, (byte) a, (byte) b, (byte) c, (byte) d
    };
    InetAddress address = Inet6Address.getByAddress(null, bytes, -1);
    assertThat(address).isInstanceOf(Inet6Address.class);
    return address;
  }
}
