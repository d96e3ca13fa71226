package io.rehost.injector.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
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
  /** More than the API server stores of one object, which it may send twice: old and new. */
  static final int MAX_BYTES = 8 << 20;

  private static final String API_VERSION = "admission.k8s.io/v1";
  private static final String KIND = "AdmissionReview";
  private static final int LONGEST_QUOTE = 60;
  private static final ObjectReader JSON =
      JsonMapper.builder()
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
   */
  public record Verdict(@Nullable String denial, @Nullable JsonNode patch, List<String> warnings) {
    public Verdict {
      warnings = List.copyOf(warnings);
    }

    static Verdict allowed(List<String> warnings) {
      return new Verdict(null, null, warnings);
    }

    static Verdict patched(JsonNode patch, List<String> warnings) {
      return new Verdict(null, patch, warnings);
    }

    static Verdict denied(String denial) {
      return new Verdict(denial, null, List.of());
    }
  }

  /** Judges one kind of objects. */
  @FunctionalInterface
  public interface Judge {
    /**
     * Decides; throws nothing for whatever the object may hold. May block for a few seconds; called
     * from several threads at a time.
     */
    Verdict judge(Request request);
  }

  /**
   * What goes back.
   *
   * @param status of HTTP: 200, or 400 for what is no review
   * @param body JSON, or for 400 a line of text
   */
  record Answer(int status, String body) {}

  /** Answers one review. */
  static Answer answer(byte[] body, Judge judge) {
    JsonNode review;
    try {
      review = JSON.readTree(body);
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
    return new Answer(200, response(uid, judge.judge(request)));
  }

  private static Answer bad(String found, String expected) {
    return new Answer(400, found + " (expected: " + expected + ")\n");
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
