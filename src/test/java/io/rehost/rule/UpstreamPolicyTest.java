package io.rehost.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract section 2, REHOST_UPSTREAM_ALLOWED. */
class UpstreamPolicyTest {
  private static final InetAddress POD = InetAddress.ofLiteral("10.244.0.7");

  @Test
  void nothingNamedAllowsAllButLinkLocal() {
    UpstreamPolicy policy = policy();
    assertThat(policy.allows(InetAddress.ofLiteral("10.0.0.12"))).isTrue();
    assertThat(policy.allows(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
    assertThat(policy.allows(InetAddress.ofLiteral("2001:db8::1"))).isTrue();
    assertThat(policy.allows(InetAddress.ofLiteral("169.254.169.254"))).isFalse();
    assertThat(policy.allows(InetAddress.ofLiteral("::ffff:169.254.169.254"))).isFalse();
    assertThat(policy.allows(InetAddress.ofLiteral("fe80::1"))).isFalse();
  }

  @Test
  void namedRangesAllowNothingElse() {
    UpstreamPolicy policy = policy("10.0.0.0/24", "fd00::/8");
    assertThat(policy.allows(InetAddress.ofLiteral("10.0.0.12"))).isTrue();
    assertThat(policy.allows(InetAddress.ofLiteral("fd00::1"))).isTrue();
    assertThat(policy.allows(InetAddress.ofLiteral("10.0.1.12"))).isFalse();
    assertThat(policy.allows(InetAddress.ofLiteral("2001:db8::1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0/0", "169.0.0.0/8", "::/0", "10.0.0.0/8"})
  void aWiderRangeDoesNotNameLinkLocal(String range) {
    assertThat(policy(range).allows(InetAddress.ofLiteral("169.254.169.254"))).isFalse();
    assertThat(policy(range).allows(InetAddress.ofLiteral("fe80::1"))).isFalse();
  }

  @Test
  void linkLocalIsAllowedIfNamed() {
    assertThat(policy("169.254.169.254").allows(InetAddress.ofLiteral("169.254.169.254"))).isTrue();
    assertThat(policy("169.254.169.254").allows(InetAddress.ofLiteral("169.254.169.253")))
        .isFalse();
    assertThat(policy("fe80::/10").allows(InetAddress.ofLiteral("fe80::1"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.9", "10.244.0.7", "0.0.0.0", "::1"})
  void aListenerOnEveryAddressIsNeverAnUpstreamByAnyOfThem(String address) {
    UpstreamPolicy policy =
        new UpstreamPolicy(List.of(), List.of(at("0.0.0.0", 15080)), POD::equals);
    assertThat(policy.allows(at(address, 15080))).isFalse();
    assertThat(policy.allows(at(address, 8080))).isTrue();
  }

  @Test
  void aListenerOnOneAddressLeavesTheOthersAlone() {
    UpstreamPolicy policy =
        new UpstreamPolicy(List.of(), List.of(at("127.0.0.1", 15080)), POD::equals);
    assertThat(policy.allows(at("127.0.0.1", 15080))).isFalse();
    assertThat(policy.allows(at("0.0.0.0", 15080))).isFalse();
    assertThat(policy.allows(at("10.244.0.7", 15080))).isTrue();
    assertThat(policy.allows(at("10.0.0.12", 15080))).isTrue();
  }

  private static UpstreamPolicy policy(String... ranges) {
    List<Cidr> allowed =
        Stream.of(ranges).map(range -> Objects.requireNonNull(Cidr.parse(range))).toList();
    return new UpstreamPolicy(allowed, List.of(), address -> false);
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }
}
