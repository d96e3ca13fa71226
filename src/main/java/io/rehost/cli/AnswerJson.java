package io.rehost.cli;

import io.rehost.probe.ProbeReport;
import io.rehost.rule.Destination;
import io.rehost.rule.Explanation;
import io.rehost.rule.RuleInForce;
import io.rehost.rule.TlsIdentity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code rehost explain -o json}: the object of contract section 7. */
final class AnswerJson {
  private AnswerJson() {}

  static String print(Answer answer) {
    return Json.print(object(answer));
  }

  /**
   * With what the origin said, as {@code probe}.
   *
   * @param report null if there was nobody to ask
   */
  static String print(Answer answer, @Nullable ProbeReport report) {
    Map<String, @Nullable Object> object = object(answer);
    object.put("probe", report == null ? null : ProbeJson.of(report));
    return Json.print(object);
  }

  private static Map<String, @Nullable Object> object(Answer answer) {
    Explanation explanation = answer.explanation();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("request", request(answer.request()));
    object.put("result", explanation.result().toString());
    object.put("rule", rule(explanation.rule()));
    object.put("considered", explanation.considered().stream().map(AnswerJson::lost).toList());
    object.put("sent", sent(answer.sent()));
    object.put("warnings", answer.warnings());
    return object;
  }

  private static Map<String, @Nullable Object> request(TypedRequest request) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("method", request.method());
    object.put("url", request.url());
    object.put("headers", request.fields().stream().map(Field::toString).toList());
    return object;
  }

  private static @Nullable Map<String, @Nullable Object> rule(@Nullable RuleInForce rule) {
    if (rule == null) {
      return null;
    }
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("source", rule.source());
    object.put("name", rule.name());
    object.put("index", rule.index());
    return object;
  }

  private static Map<String, @Nullable Object> lost(Explanation.Lost lost) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("name", lost.rule().name());
    object.put("index", lost.rule().index());
    object.put("failed", lost.failed());
    return object;
  }

  private static @Nullable Map<String, @Nullable Object> sent(Answer.@Nullable Sent sent) {
    if (sent == null) {
      return null;
    }
    Destination destination = sent.destination();
    TlsIdentity tls = destination == null ? null : destination.tls();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("connect", destination == null ? null : destination.upstream().hostAndPort());
    object.put("tls", tls == null ? null : tls(tls));
    object.put("protocol", destination == null ? null : destination.protocol().toString());
    object.put("head", List.copyOf(sent.head()));
    return object;
  }

  private static Map<String, @Nullable Object> tls(TlsIdentity tls) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("serverName", tls.serverName());
    object.put("verifyName", tls.verifyName());
    return object;
  }
}
