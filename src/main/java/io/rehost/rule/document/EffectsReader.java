package io.rehost.rule.document;

import io.rehost.rule.ConnectionFields;
import io.rehost.rule.Rule.FieldEdits;
import io.rehost.rule.Rule.Request;
import io.rehost.rule.Rule.Response;
import io.rehost.rule.Rule.Timeouts;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What else a rule asks for, beside the host: edits of heads, mapping back, limits in time. */
final class EffectsReader {
  private static final String EDITED =
      "a field name other than Host, Content-Length and hop-by-hop fields";

  private enum Mapping {
    REWRITE,
    KEEP
  }

  private EffectsReader() {}

  static Response response(Section rule) {
    Section response = rule.section("response", "a mapping with location, cookieDomain");
    if (response == null) {
      return Response.DEFAULT;
    }
    Mapping location = mapping(response, "location");
    Mapping cookieDomain = mapping(response, "cookieDomain");
    response.rejectOtherKeys();
    return new Response(location != Mapping.KEEP, cookieDomain != Mapping.KEEP);
  }

  static Request request(Section rule) {
    Section request = rule.section("request", "a mapping with origin");
    if (request == null) {
      return Request.DEFAULT;
    }
    Mapping origin = mapping(request, "origin");
    request.rejectOtherKeys();
    return new Request(origin == Mapping.REWRITE);
  }

  private static @Nullable Mapping mapping(Section section, String key) {
    return section.text(key, Forms.names(Mapping.class), Forms.oneOf(Mapping.class));
  }

  static Timeouts timeouts(Section rule) {
    Section timeouts = rule.section("timeouts", "a mapping with connect, response");
    if (timeouts == null) {
      return Timeouts.DEFAULT;
    }
    Duration connect = timeouts.text("connect", Durations.FORM, Durations::read);
    Duration response = timeouts.text("response", Durations.FORM, Durations::read);
    timeouts.rejectOtherKeys();
    return new Timeouts(connect, response);
  }

  static FieldEdits fieldEdits(Section rule, String key) {
    Section edits = rule.section(key, "a mapping with set, add, remove");
    if (edits == null) {
      return FieldEdits.NONE;
    }
    Map<String, String> set = fields(edits, "set");
    Map<String, String> add = fields(edits, "add");
    List<String> remove = edits.texts("remove", EDITED, EffectsReader::editedName);
    edits.rejectOtherKeys();
    return new FieldEdits(set, add, remove);
  }

  private static Map<String, String> fields(Section edits, String key) {
    Section fields = edits.section(key, "a mapping from field names to values");
    Map<String, String> values = new LinkedHashMap<>();
    if (fields == null) {
      return values;
    }
    Set<String> names = new HashSet<>();
    for (Scalar name : fields.keyScalars()) {
      boolean known = editedName(name) != null;
      String value = fields.text(name.text(), Forms.FIELD_VALUE, Forms::fieldValue);
      if (known && !names.add(name.text().toLowerCase(Locale.ROOT))) {
        name.reject("each field once; names are compared without case");
      }
      if (known) {
        values.put(name.text(), Objects.requireNonNullElse(value, ""));
      }
    }
    return values;
  }

  /** Content-Length frames the message: an edit would cut bodies or smuggle requests in them. */
  private static @Nullable String editedName(Scalar scalar) {
    boolean right =
        Forms.isToken(scalar.text())
            && !scalar.text().equalsIgnoreCase("host")
            && !scalar.text().equalsIgnoreCase("content-length")
            && !ConnectionFields.covers(scalar.text());
    return scalar.orReject(right ? scalar.text() : null, EDITED);
  }
}
