package io.rehost.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.probe.Reply.Answered;
import io.rehost.rule.TlsIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is made of two answers. */
class ProbeReportTest {
  private static final InetSocketAddress ORIGIN =
      new InetSocketAddress(InetAddress.ofLiteral("10.0.0.12"), 443);
  private static final String HOST = "Site.test:8080";
  private static final String NOBODY = "1-2.invalid:8080";
  private static final Reply LOST = new Reply.Failed(null, "the upstream refuses connections");

  @Test
  void theSamePageForBothHostsIsTheDefaultVirtualHosts() {
    assertThat(of(page("welcome"), page("welcome")).sameAnswer()).isTrue();
    assertThat(of(page("welcome"), page("welcome")).warnings())
        .singleElement()
        .asString()
        .startsWith("the origin answers the same for any host: you are looking at its default");
  }

  @Test
  void aHostThatThePageRepeatsMakesNoDifference() {
    assertThat(of(page("no SITE.test here"), page("no 1-2.invalid here")).sameAnswer()).isTrue();
  }

  @Test
  void aLinkToTheSiteInThePageForAnybodyMakesNoDifference() {
    Reply both = page("<a href='//site.test/'>home</a>");
    assertThat(of(both, both).sameAnswer()).isTrue();
  }

  @Test
  void aRedirectionToTheHostAskedForIsTheSame() {
    assertThat(
            of(moved("https://site.test:8080/p"), moved("https://1-2.invalid:8080/p")).sameAnswer())
        .isTrue();
    assertThat(of(moved("https://site.test/p"), moved("https://other.test/p")).sameAnswer())
        .isFalse();
  }

  @Test
  void anotherStatusTypeOrPageIsAnotherAnswer() {
    assertThat(of(page("a"), page("b")).sameAnswer()).isFalse();
    assertThat(of(page("a"), new Answered(ORIGIN, 404, "text/html", "", "a")).sameAnswer())
        .isFalse();
    assertThat(of(page("a"), new Answered(ORIGIN, 200, "text/plain", "", "a")).sameAnswer())
        .isFalse();
    assertThat(of(page("a"), page("b")).warnings()).isEmpty();
  }

  @Test
  void nothingIsSaidOfAnswersThatDidNotCome() {
    assertThat(of(LOST, page("a")).sameAnswer()).isNull();
    assertThat(of(LOST, LOST).warnings())
        .containsExactly("no answer for Site.test:8080: the upstream refuses connections");
    assertThat(of(page("a"), LOST).sameAnswer()).isNull();
    assertThat(of(page("a"), LOST).warnings())
        .containsExactly(
            "no answer for 1-2.invalid:8080, so nothing to compare with:"
                + " the upstream refuses connections");
  }

  @Test
  void a421IsToldAndWhatLeadsToItForetold() {
    ProbeReport refused =
        https("front.test", new Answered(ORIGIN, 421, "", "", ""), new Sight.Unseen("no time"));
    assertThat(refused.warnings())
        .containsExactly(
            "421: the origin refuses Site.test:8080 on this connection",
            "the server name is front.test, the Host is site.test:"
                + " expect 421 from an origin that compares them",
            "no certificate to see for server name front.test: no time");
    assertThat(https("front.test", page("a"), new Sight.Unseen("no time")).warnings())
        .contains(
            "the server name is front.test, the Host is site.test:"
                + " origins that compare them answer 421 (this one answered 200)");
    assertThat(refused.certificateBearsHost()).isFalse();
  }

  private static Reply page(String body) {
    return new Answered(ORIGIN, 200, "text/html", "", body);
  }

  private static Reply moved(String location) {
    return new Answered(ORIGIN, 301, "text/html", location, "");
  }

  private static ProbeReport of(Reply reply, Reply otherReply) {
    return report(reply, otherReply, null, null);
  }

  private static ProbeReport https(String serverName, Reply reply, Sight sight) {
    TlsIdentity tls = new TlsIdentity(serverName, serverName, null, null, null, false);
    return report(reply, page("b"), tls, sight);
  }

  private static ProbeReport report(
      Reply reply, Reply otherReply, @Nullable TlsIdentity tls, @Nullable Sight sight) {
    return new ProbeReport("GET", HOST, reply, NOBODY, otherReply, tls, sight);
  }
}
