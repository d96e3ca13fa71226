package io.rehost.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.wire.ResponseVectors.Cut;
import io.rehost.wire.ResponseVectors.Malformed;
import io.rehost.wire.ResponseVectors.Whole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is believed of an origin's answer: raw bytes, whole and at every split. */
class ResponseFramingTest {
  private static final String HINTS = "HTTP/1.1 103 Early Hints\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  @ParameterizedTest
  @MethodSource("io.rehost.wire.ResponseVectors#malformed")
  void refusesAHeadThatTwoReadersCouldReadDifferently(Malformed vector) {
    var read = ResponseKit.readAtEverySplit("GET", vector.bytes());

    assertThat(read.failed()).isTrue();
    assertThat(read.ended()).isFalse();
    assertThat(read.statuses()).as("heads handed on").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.ResponseVectors#cut")
  void neverSeesAnEndThatIsNotThere(Cut vector) {
    assertThat(ResponseKit.readAtEverySplit("GET", vector.bytes()).ended()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("io.rehost.wire.ResponseVectors#whole")
  void readsOneResponseAndNoneThatWasNotAskedFor(Whole vector) {
    var read = ResponseKit.readAtEverySplit(vector.method(), vector.bytes());

    assertThat(read.ended()).isTrue();
    assertThat(read.failed()).isFalse();
    assertThat(read.content()).isEqualTo(vector.content());
    assertThat(read.open()).as("takes another request").isEqualTo(vector.excess().isEmpty());
  }

  @Test
  void refusesAHeadThatIsTooLarge() {
    String reason = "HTTP/1.1 200 " + "O".repeat(2000) + "\r\n\r\n";
    String field = "HTTP/1.1 200 OK\r\nX: " + "y".repeat(2000) + "\r\n\r\n";

    assertThat(ResponseKit.readAtEverySplit("GET", reason).failed()).isTrue();
    assertThat(ResponseKit.readAtEverySplit("GET", field).failed()).isTrue();
  }

  @Test
  void takesInterimResponsesButNoFloodOfThem() {
    assertThat(ResponseKit.read("GET", HINTS.repeat(64) + OK).ended()).isTrue();
    assertThat(ResponseKit.read("GET", HINTS.repeat(65) + OK).failed()).isTrue();
  }
}
