package io.rehost.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.wire.HeadGuard.Kind;
import io.rehost.wire.HeadGuard.Violation;
import io.rehost.wire.RequestVectors.Forwarded;
import io.rehost.wire.RequestVectors.Refused;
import io.rehost.wire.WireKit.Read;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract 4.1: framing is never repaired. Raw bytes, whole and at every split into two reads. */
class RequestFramingTest {

  @ParameterizedTest
  @MethodSource("io.rehost.wire.RequestVectors#refused")
  void refusesWhatTwoReadersCouldReadDifferently(Refused vector) {
    assertThat(
            WireKit.readAtEverySplit(vector.bytes()).stream()
                .map(Read::violation)
                .filter(Objects::nonNull))
        .extracting(Violation::kind)
        .containsExactly(kind(vector.status()));
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.RequestVectors#forwarded")
  void readsWhatIsUnambiguousInOneWay(Forwarded vector) {
    List<Read> read = WireKit.readAtEverySplit(vector.bytes());

    assertThat(read).extracting(Read::violation).containsOnlyNulls();
    assertThat(read).extracting(Read::content).isEqualTo(vector.contents());
  }

  private static Kind kind(int status) {
    return switch (status) {
      case 400 -> Kind.MALFORMED;
      case 501 -> Kind.NOT_IMPLEMENTED;
      case 505 -> Kind.VERSION;
      default -> throw new IllegalArgumentException("status " + status);
    };
  }
}
