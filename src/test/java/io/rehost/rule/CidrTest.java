package io.rehost.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3/8, 10.9.9.9, true",
    "172.16.0.0/12, 172.31.255.255, true",
    "172.16.0.0/12, 172.32.0.0, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fe00::1, false",
    "fe80::/10, febf::1, true",
    "::ffff:169.254.0.0, 169.254.0.0, true",
  })
  void holdsTheAddressesThatShareItsPrefix(String range, String address, boolean held) {
    assertThat(parsed(range).contains(InetAddress.ofLiteral(address))).isEqualTo(held);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "10.0.0.0/33", "::/129", "10.0.0/8", "10.1", "example.com", "example.com/8",
            "10.0.0.0/",
        "10.0.0.0/-1", "256.0.0.1", "fe80::1%lo", "[::1]", "1.2.3.4/8/8", " 10.0.0.0/8", "/8", ":",
      })
  void refusesWhatIsNoRange(String text) {
    assertThat(Cidr.parse(text)).isNull();
  }

  @Test
  void aRangeHoldsItsSubrangesOnly() {
    assertThat(parsed("10.0.0.0/8").contains(parsed("10.1.0.0/16"))).isTrue();
    assertThat(parsed("10.1.0.0/16").contains(parsed("10.0.0.0/8"))).isFalse();
  }

  @Test
  void aPrefixLongerThanTheAddressIsADefectOfTheCaller() {
    assertThatThrownBy(() -> new Cidr(InetAddress.ofLiteral("10.0.0.0"), 33))
        .hasMessage("prefix: 33 (expected: 0 to 32)");
  }

  @Property
  void everyAddressLiesInItsOwnRangeOfAnyLength(
      @ForAll @Size(4) byte[] octets, @ForAll @IntRange(max = 32) int prefix) throws Exception {
    InetAddress address = InetAddress.getByAddress(octets);
    assertThat(new Cidr(address, prefix).contains(address)).isTrue();
  }

  @Property
  void flippingABitOfThePrefixLeavesTheRange(
      @ForAll @Size(16) byte[] octets,
      @ForAll @IntRange(min = 1, max = 128) int prefix,
      @ForAll @IntRange(max = 127) int bit)
      throws Exception {
    byte[] flipped = octets.clone();
    flipped[bit / 8] ^= (byte) (0x80 >> bit % 8);
    Cidr range = new Cidr(InetAddress.getByAddress(octets), Math.min(prefix, octets.length * 8));
    assertThat(range.contains(InetAddress.getByAddress(flipped))).isEqualTo(bit >= prefix);
  }

  private static Cidr parsed(String text) {
    return Objects.requireNonNull(Cidr.parse(text), text);
  }
}
