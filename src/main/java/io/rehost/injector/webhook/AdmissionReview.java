package io.rehost.injector.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of an admission webhook: {@code AdmissionReview} of {@code admission.k8s.io/v1}, in
 * JSON. Thread-safe.
 */
public final class AdmissionReview {
  /**
   * An API server takes no request of more than 3 MiB (twice what etcd takes by default, 1.5 MiB),
   * so that no object is longer than that, or hardly: of an update it sends two, old and new. One
   * MiB is for what is around them, and for what JSON takes more than the form in which they came.
   */
  static final int MAX_BYTES = 7 << 20;

  /**
   * What is read from JSON takes a hundred bytes for each of its smallest parts, such as {@code
   * {}}. Objects of 3 MiB have fewer, as their names are longer.
   */
  static final int MAX_TOKENS = 1_000_000;

  private static final String API_VERSION = "admission.k8s.io/v1";
  private static final String KIND = "AdmissionReview";
  private static final int LONGEST_QUOTE = 60;
  private static final ObjectReader JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxTokenCount(MAX_TOKENS).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private AdmissionReview() {}

  /**
   * What is asked.
   *
   * @param namespace of the object, which may not bear it itself; empty for one without
   * @param operation such as {@code CREATE}
   * @param dryRun whether nothing is stored in the end, so that nothing else may change either
   * @param object as it would be stored; missing if it is deleted
   */
  public record Request(
      String uid,
      String kind,
      String namespace,
      String operation,
      boolean dryRun,
      JsonNode object) {}

  /**
   * What is answered.
   *
   * @param denial why the object must not be stored; null if it may be
   * @param patch RFC 6902; null for none
   * @param warnings for the one who sent the object
   * @param effect of this verdict beside the answer; comes about once that is on its way, and never
   *     if it is too late for one. Must not block
   */
  public record Verdict(
      @Nullable String denial, @Nullable JsonNode patch, List<String> warnings, Runnable effect) {
    public Verdict {
      warnings = List.copyOf(warnings);
    }

    static Verdict allowed(List<String> warnings) {
      return allowed(warnings, () -> {});
    }

    static Verdict allowed(List<String> warnings, Runnable effect) {
      return new Verdict(null, null, warnings, effect);
    }

    static Verdict patched(JsonNode patch, List<String> warnings) {
      return new Verdict(null, patch, warnings, () -> {});
    }

    static Verdict denied(String denial) {
      return new Verdict(denial, null, List.of(), () -> {});
    }
  }

  /** Judges one kind of objects. */
  @FunctionalInterface
  public interface Judge {
    /**
     * Decides, and changes nothing; throws nothing for whatever the object may hold. May block for
     * a few seconds; called from several threads at a time.
     */
    Verdict judge(Request request);
  }

  /**
   * What goes back.
   *
   * @param status of HTTP: 200, or 400 for what is no review
   * @param body JSON, or without a verdict a line of text
   * @param verdict that the body tells; null if there is none
   */
  record Answer(int status, String body, @Nullable Verdict verdict) {
    static Answer withoutVerdict(int status, String line) {
      return new Answer(status, line + "\n", null);
    }
  }

  /**
   * Answers one review.
   *
   * @param bytes of which so many as {@code length} are the body
   */
  static Answer answer(byte[] bytes, int length, Judge judge) {
    JsonNode review;
    try {
      review = JSON.readTree(bytes, 0, length);
    } catch (StreamConstraintsException e) {
      return bad("too deep, or of too many parts", "an AdmissionReview of " + API_VERSION);
    } catch (JsonProcessingException e) {
      return bad("not JSON", "an AdmissionReview of " + API_VERSION);
    } catch (IOException e) {
      throw new IllegalStateException(e); // an array is read without I/O
    }
    String version = review.path("apiVersion").asText();
    String kind = review.path("kind").asText();
    if (!version.equals(API_VERSION) || !kind.equals(KIND)) {
      String found = "\"%s\" of \"%s\"".formatted(brief(kind), brief(version));
      return bad(found, KIND + " of " + API_VERSION);
    }
    JsonNode asked = review.path("request");
    String uid = asked.path("uid").asText();
    if (uid.isEmpty()) {
      return bad("request.uid: missing", "the UID of the request");
    }
    Request request =
        new Request(
            uid,
            asked.path("kind").path("kind").asText(),
            asked.path("namespace").asText(),
            asked.path("operation").asText(),
            asked.path("dryRun").asBoolean(),
            asked.path("object"));
    Verdict verdict = judge.judge(request);
    return new Answer(200, response(uid, verdict), verdict);
  }

  private static Answer bad(String found, String expected) {
    return Answer.withoutVerdict(400, found + " (expected: " + expected + ")");
  }

  private static String brief(String text) {
    return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text;
  }

  private static String response(String uid, Verdict verdict) {
    ObjectNode review = JsonNodeFactory.instance.objectNode();
    review.put("apiVersion", API_VERSION).put("kind", KIND);
    ObjectNode response = review.putObject("response");
    response.put("uid", uid).put("allowed", verdict.denial() == null);
    if (verdict.denial() != null) {
      response.putObject("status").put("code", 403).put("message", verdict.denial());
    }
    if (verdict.patch() != null) {
      byte[] patch = verdict.patch().toString().getBytes(StandardCharsets.UTF_8);
      response.put("patchType", "JSONPatch");
      response.put("patch", Base64.getEncoder().encodeToString(patch));
    }
    if (!verdict.warnings().isEmpty()) {
      verdict.warnings().forEach(response.putArray("warnings")::add);
    }
    return review.toString();
  }
}
