package io.rehost.cli;

import io.rehost.probe.ProbeReport;
import io.rehost.probe.Reply;
import io.rehost.probe.Sight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The value of {@code probe} in {@code explain -o json}. */
final class ProbeJson {
  private ProbeJson() {}

  static Map<String, @Nullable Object> of(ProbeReport report) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("method", report.method());
    object.put("host", reply(report.host(), report.reply()));
    object.put("otherHost", reply(report.otherHost(), report.otherReply()));
    object.put("sameAnswer", report.sameAnswer());
    object.put("certificate", certificate(report));
    object.put("warnings", report.warnings());
    return object;
  }

  private static Map<String, @Nullable Object> reply(String host, Reply reply) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("name", host);
    switch (reply) {
      case Reply.Answered answered -> {
        object.put("status", answered.status());
        object.put("error", null);
      }
      case Reply.Failed failed -> {
        object.put("status", null);
        object.put("error", failed.detail());
      }
    }
    return object;
  }

  private static @Nullable Map<String, @Nullable Object> certificate(ProbeReport report) {
    Sight sight = report.certificate();
    if (sight == null) {
      return null;
    }
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    switch (sight) {
      case Sight.Seen(var certificate) -> {
        object.put("names", List.copyOf(certificate.names()));
        object.put("bearsHost", report.certificateBearsHost());
        object.put("problem", certificate.refusal());
      }
      case Sight.Unseen(String detail) -> {
        object.put("names", List.of());
        object.put("bearsHost", false);
        object.put("problem", detail);
      }
    }
    return object;
  }
}
