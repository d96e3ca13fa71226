package io.rehost.cli.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The forms of OpenTelemetry's variables. */
final class TraceForms {
  static final Form<Integer> COUNT = Form.number(1, 1_000_000);
  static final Form<Integer> MILLIS = Form.number(1, 600_000);
  static final Form<URI> URL = new Form<>("a URL such as http://collector:4318", TraceForms::url);
  static final Form<String> PROTOCOL =
      Form.pattern("http/protobuf, the only protocol known here", "http/protobuf");
  static final Form<String> EXPORTER = Form.pattern("otlp or none", "otlp|none");
  static final Form<Double> RATIO = new Form<>("a number from 0 to 1", TraceForms::ratio);
  static final Form<String> SAMPLER =
      Form.pattern(
          "always_on, always_off or traceidratio, alone or after parentbased_",
          "(parentbased_)?(always_on|always_off|traceidratio)");

  /** Values are percent-encoded (W3C Baggage 3.3). */
  static final Form<Map<String, String>> PAIRS =
      new Form<>("key=value,key=value", TraceForms::pairs);

  /** Field names and values, but for names that are the HTTP client's own business. */
  static final Form<Map<String, String>> FIELDS =
      new Form<>(
          "name=value,name=value",
          text -> pairs(text).filter(it -> it.entrySet().stream().allMatch(TraceForms::isField)));

  private static final Set<String> OF_THE_CLIENT =
      Set.of("host", "connection", "content-length", "expect", "upgrade");

  private TraceForms() {}

  /** Where traces go at a receiver of all signals. */
  static URI tracesOf(URI base) {
    String text = base.toString();
    return URI.create(text + (text.endsWith("/") ? "" : "/") + "v1/traces");
  }

  private static Optional<URI> url(String text) {
    try {
      URI url = new URI(text);
      String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      boolean right =
          Set.of("http", "https").contains(scheme)
              && url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawQuery() == null
              && url.getRawFragment() == null;
      return right ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<Double> ratio(String text) {
    return text.matches("(0?\\.[0-9]{1,18}|[01](\\.[0-9]{1,18})?)")
        ? Optional.of(Double.parseDouble(text)).filter(it -> it <= 1)
        : Optional.empty();
  }

  private static Optional<Map<String, String>> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (pair.isBlank()) {
        continue; // a comma too many
      }
      if (equals <= 0) {
        return Optional.empty();
      }
      Optional<String> value = decoded(pair.substring(equals + 1).strip());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      pairs.put(pair.substring(0, equals).strip(), value.get());
    }
    return Optional.of(pairs);
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isField(Map.Entry<String, String> field) {
    String name = field.getKey();
    return Form.TOKEN.read().apply(name).isPresent()
        && !OF_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))
        && field.getValue().chars().allMatch(c -> c >= ' ' && c < 0x7F);
  }
}
