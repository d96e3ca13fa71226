package io.rehost.injector.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.injector.webhook.AdmissionReview.Answer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AdmissionReview of {@code admission.k8s.io/v1}: what is none, and what is no pod in one. */
class AdmissionReviewTest {
  private final PodAdmission pods = TestReview.pods();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "\"x\"",
        "{}",
        "{\"apiVersion\":\"admission.k8s.io/v1beta1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"1\"}}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"Review\",\"request\":{\"uid\":\"1\"}}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\"}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"\"}}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"1\"}} {"
      })
  void whatIsNoReviewOfVersion1Is400(String body) {
    Answer answer = TestReview.answer(body.getBytes(UTF_8), pods);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("(expected: ").endsWith(")\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {900, 2_000, 1_000_000})
  void aBodyOfManyLevelsIsNoCrash(int levels) {
    String deep = TestReview.of("Pod", "CREATE", "[".repeat(levels) + "]".repeat(levels));
    assertThat(TestReview.answer(deep.getBytes(UTF_8), pods).status()).isIn(200, 400);
  }

  @Test
  void aBodyOfTheSmallestPartsWhichWouldFillTheHeapIsNoReview() {
    String parts = "{},".repeat(AdmissionReview.MAX_TOKENS / 2);
    String review = TestReview.of("Pod", "CREATE", "[" + parts + "0]");
    assertThat(review.length()).isLessThan(AdmissionReview.MAX_BYTES);
    Answer answer = TestReview.answer(review.getBytes(UTF_8), pods);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).startsWith("too deep, or of too many parts (expected: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "\"pod\"",
        "{}",
        "{\"metadata\":[]}",
        "{\"spec\":1}",
        "{\"metadata\":{\"annotations\":{\"rehost.io/inject\":{\"a\":1}}}}",
        "{\"metadata\":{\"annotations\":{\"rehost.io/inject\":\"true\"}},\"spec\":{\"containers\":[null]}}",
        "{\"metadata\":{\"annotations\":{\"rehost.io/inject\":\"true\"}},\"spec\":{\"volumes\":[null]}}",
        "{\"metadata\":{\"annotations\":{\"rehost.io/inject\":null}},\"spec\":null}"
      })
  void anObjectThatIsNoPodIsAllowedOrDeniedButNeverACrash(String object) throws Exception {
    assertThat(TestReview.response(pods, TestReview.of("Pod", "CREATE", object)).has("allowed"))
        .isTrue();
  }

  @Property(tries = 300)
  void noBytesAreACrash(@ForAll byte[] body) {
    assertThat(TestReview.answer(body, pods).status()).isEqualTo(400);
  }

  @Property(tries = 300)
  void noTextInAReviewIsACrash(@ForAll String text, @ForAll byte operation) {
    String review = TestReview.of("Pod", "CREATE", TestReview.pod(TestReview.ASKS));
    int at = Math.floorMod(operation * 31 + text.length(), review.length());
    String changed = review.substring(0, at) + text + review.substring(at);
    assertThat(TestReview.answer(changed.getBytes(UTF_8), pods).status()).isIn(200, 400);
  }
}
