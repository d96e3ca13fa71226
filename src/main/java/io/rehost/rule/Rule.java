package io.rehost.rule;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One rule as it was written: the defaults of its document are not yet applied.
 *
 * @param name unique among the rules in force, {@code [a-z0-9-]{1,63}}
 * @param match what a request must be like
 * @param host the Host to send; null means the client's own
 * @param hostAllowed what the result of a template with {@code {header.NAME}} may be; empty
 *     otherwise
 * @param upstream where to; null means that of the document, else the default upstream
 * @param tls as written, names left out are null
 * @param timeouts as written, those left out are null
 */
public record Rule(
    String name,
    Match match,
    @Nullable HostTemplate host,
    List<HostPattern> hostAllowed,
    @Nullable Upstream upstream,
    TlsSettings tls,
    Protocol protocol,
    Response response,
    Request request,
    FieldEdits requestHeaders,
    FieldEdits responseHeaders,
    Timeouts timeouts) {

  public Rule {
    hostAllowed = List.copyOf(hostAllowed);
  }

  /**
   * What of a response is mapped back to the client's names.
   *
   * @param rewriteLocation Location, Content-Location and Refresh
   * @param rewriteCookieDomain Domain of Set-Cookie
   */
  public record Response(boolean rewriteLocation, boolean rewriteCookieDomain) {
    /** Both are mapped. */
    public static final Response DEFAULT = new Response(true, true);
  }

  /**
   * What else of a request follows the override.
   *
   * @param rewriteOrigin whether Origin and Referer that name the client's host get the override
   */
  public record Request(boolean rewriteOrigin) {
    /** Nothing else. */
    public static final Request DEFAULT = new Request(false);
  }

  /**
   * Edits of a head, applied in the order remove, set, add. Names are never Host nor hop-by-hop;
   * values hold no CR, LF or NUL.
   *
   * @param set replaces every field of that name
   * @param add comes after those that are there
   * @param remove names of fields to leave out
   */
  public record FieldEdits(Map<String, String> set, Map<String, String> add, List<String> remove) {
    /** No edits. */
    public static final FieldEdits NONE = new FieldEdits(Map.of(), Map.of(), List.of());

    public FieldEdits {
      set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
      add = Collections.unmodifiableMap(new LinkedHashMap<>(add));
      remove = List.copyOf(remove);
    }

    /** Whether nothing is edited. */
    public boolean isEmpty() {
      return set.isEmpty() && add.isEmpty() && remove.isEmpty();
    }
  }

  /**
   * Limits in time that differ from the settings.
   *
   * @param connect until the connection to the upstream stands; null means the setting
   * @param response until the response starts, from the last byte of the request; null as above
   */
  public record Timeouts(@Nullable Duration connect, @Nullable Duration response) {
    /** Those of the settings. */
    public static final Timeouts DEFAULT = new Timeouts(null, null);
  }
}
