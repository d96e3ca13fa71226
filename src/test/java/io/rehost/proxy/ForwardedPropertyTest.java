package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Authority;
import io.rehost.rule.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What holds of Forwarded whoever the client is and whatever it said (contract 4.4). */
class ForwardedPropertyTest {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final String QUOTED =
      "\"(?:[\\t \\x21\\x23-\\x5B\\x5D-\\x7E\\x80-\\xFF]|\\\\[\\t \\x21-\\x7E\\x80-\\xFF])*+\"";

  /** RFC 7239 4: {@code forwarded-pair}, and what comes behind it. */
  private static final Pattern PAIR =
      Pattern.compile("(" + TOKEN + ")=(" + TOKEN + "|" + QUOTED + ")(;|[ \\t]*,[ \\t]*|$)");

  @Property
  void theLastElementTellsThePeerAndItsHostAndNothingBeforeItIsLost(
      @ForAll @Size(4) byte[] ipv4,
      @ForAll @Size(16) byte[] ipv6,
      @ForAll boolean six,
      @ForAll("hosts") String host,
      @ForAll("elements") List<String> before)
      throws UnknownHostException {
    InetAddress peer = InetAddress.getByAddress(six ? ipv6 : ipv4);
    Forwarding trusting =
        new Forwarding(Forwarding.Fields.RFC7239, true, List.of(new Cidr(peer, 0)));
    ForwardedRequest request = new ForwardedRequest(trusting, peer, host);
    String[] fields = before.stream().map(it -> "Forwarded: " + it).toArray(String[]::new);

    List<String> sent = request.sent(fields);

    assertThat(sent).hasSize(1);
    List<List<String>> elements = parsed(sent.getFirst().substring("Forwarded: ".length()));
    List<String> own = elements.getLast();
    assertThat(elements).hasSize(before.size() + 1);
    assertThat(elements.subList(0, before.size()))
        .isEqualTo(before.stream().map(it -> parsed(it).getFirst()).toList());
    assertThat(own).hasSize(3).contains("host=" + host, "proto=http");
    assertThat(InetAddress.ofLiteral(node(own.getFirst()))).isEqualTo(peer);
  }

  @Property
  void anythingAStrangerSaysMakesNoDifference(
      @ForAll("claims") List<String> claims, @ForAll Forwarding.Fields fields) {
    ForwardedRequest request = ForwardedRequest.from(ForwardedRequest.STRANGER, fields);

    assertThat(request.sent(claims.toArray(String[]::new))).isEqualTo(request.sent());
  }

  @Property
  void whateverATrustedProxyPassesOnOurElementStandsByItself(@ForAll("values") String value) {
    String sent =
        ForwardedRequest.from(ForwardedRequest.PROXY, Forwarding.Fields.RFC7239)
            .sent("Forwarded: " + value)
            .getFirst();

    assertThat(membersOutsideQuotes(sent.substring("Forwarded: ".length())).getLast())
        .isEqualTo("for=10.1.2.3;proto=http");
  }

  @Provide
  Arbitrary<String> hosts() {
    Arbitrary<String> names =
        Arbitraries.of("a.test", "A.test", "a_b.test.", "10.0.0.1", "[::1]", "[2001:db8::1]");
    return names
        .flatMap(name -> Arbitraries.of("", ":", ":80", ":65535").map(port -> name + port))
        .filter(host -> Authority.parse(host) != null);
  }

  @Provide
  Arbitrary<List<String>> elements() {
    return Arbitraries.of(
            "for=1.1.1.1",
            "for=unknown;proto=https",
            "For=\"_x,;=\\\"y\\\\\"",
            "by=_hidden;for=\"[2001:db8::1]:4711\";host=\"a, b\"")
        .list()
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<List<String>> claims() {
    Arbitrary<String> suffixes = Arbitraries.strings().alpha().withChars("-_").ofMinLength(1);
    Arbitrary<String> starts = Arbitraries.of("X-Forwarded-", "x_forwarded_", "X-FORWARDED_");
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of("Forwarded", "fOrWarded"),
            starts.flatMap(start -> suffixes.map(suffix -> start + suffix)));
    return names.flatMap(name -> values().map(value -> name + ": " + value)).list().ofMaxSize(5);
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.strings().withChars("\"\\,;= ab1").ofMaxLength(12).map(String::strip);
  }

  private static List<List<String>> parsed(String list) {
    List<List<String>> elements = new ArrayList<>(List.of(new ArrayList<>()));
    Matcher pair = PAIR.matcher(list);
    int at = 0;
    while (at < list.length()) {
      assertThat(pair.find(at) && pair.start() == at).as("%s at %s", list, at).isTrue();
      elements.getLast().add(pair.group(1) + "=" + unquoted(pair.group(2)));
      at = pair.end();
      if (Objects.requireNonNull(pair.group(3)).contains(",")) {
        elements.add(new ArrayList<>());
      }
    }
    return elements;
  }

  private static String unquoted(String value) {
    return value.startsWith("\"")
        ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
        : value;
  }

  private static String node(String pair) {
    assertThat(pair).startsWith("for=");
    String node = pair.substring(4);
    return node.startsWith("[") ? node.substring(1, node.length() - 1) : node;
  }

  /** As a reader that knows quotes but no more splits a list. */
  private static List<String> membersOutsideQuotes(String list) {
    List<String> members = new ArrayList<>();
    Matcher member =
        Pattern.compile("(?:[^\",]|\"(?:[^\"\\\\]|\\\\.)*+\")*+(?=,|$),?").matcher(list);
    int at = 0;
    while (at < list.length()) {
      assertThat(member.find(at) && member.start() == at).as("%s at %s", list, at).isTrue();
      members.add(member.group().replaceFirst(",$", "").strip());
      at = member.end();
    }
    return members;
  }
}
