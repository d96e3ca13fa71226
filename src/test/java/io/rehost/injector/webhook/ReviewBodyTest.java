package io.rehost.injector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The bytes of bodies count for the budget exactly as long as they are there. */
class ReviewBodyTest {
  private static final int MOST = 64 << 10;

  private final ByteBudget budget = new ByteBudget(MOST);
  private final ReviewBody body = new ReviewBody(budget);

  private static Buffer bytes(int length) {
    return Buffer.buffer(" ".repeat(length));
  }

  @Property(tries = 200)
  void inWhateverPiecesItComesTheReviewIsTheSame(@ForAll @IntRange(min = 1, max = 700) int piece) {
    ReviewBody pieced = new ReviewBody(new ByteBudget(MOST));
    Buffer review = Buffer.buffer(TestReview.of("Pod", "CREATE", TestReview.pod(TestReview.ASKS)));
    for (int at = 0; at < review.length(); at += piece) {
      assertThat(pieced.append(review.slice(at, Math.min(at + piece, review.length())))).isTrue();
    }
    assertThat(pieced.answer(TestReview.pods()).body())
        .isEqualTo(TestReview.answer(review.getBytes(), TestReview.pods()).body())
        .contains("\"patch\"");
  }

  @Test
  void whatIsHeldIsAtLeastWhatIsThereAndAtMostTwiceThatOrAFewKiloBytes() {
    assertThat(body.append(bytes(1))).isTrue();
    assertThat(budget.hasRoom(MOST - (4 << 10))).isTrue();
    assertThat(body.append(bytes(20_000))).isTrue();
    assertThat(budget.hasRoom(MOST - 20_000)).isFalse();
    assertThat(budget.hasRoom(MOST - 40_002)).isTrue();
  }

  @Test
  void aPieceWithoutRoomIsNotTakenAndCostsNothing() {
    assertThat(body.append(bytes(20_000))).isTrue();
    assertThat(body.append(bytes(MOST))).isFalse();
    assertThat(body.append(bytes(1))).isTrue();
  }

  @Test
  void whatIsReleasedIsGivenBackOnce() {
    assertThat(body.append(bytes(20_000))).isTrue();
    body.release();
    body.release();
    assertThat(budget.hasRoom(MOST)).isTrue();
    assertThat(budget.hasRoom(MOST + 1)).isFalse();
  }
}
