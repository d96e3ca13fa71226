package io.rehost.rule;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the settings say where documents say nothing.
 *
 * @param upstream the origin of rules that have none; null if the settings name none
 * @param serverName the TLS server name for that origin, where neither rule nor document names one
 *     and the host depends on the request; null for none. Never used with an upstream that a
 *     document names: a name belongs to an address
 * @param unmatched what happens to requests that no rule matches
 * @param upstreamAllowed asked about upstreams that are IP addresses; names are judged when they
 *     are resolved
 * @param masked fields that no host may be made of
 */
public record Defaults(
    @Nullable Upstream upstream,
    @Nullable String serverName,
    Unmatched unmatched,
    Predicate<Upstream> upstreamAllowed,
    FieldMask masked) {
  /** No setting given, every address allowed: what a document by itself is judged with. */
  public static final Defaults NONE =
      new Defaults(null, null, Unmatched.PASS, upstream -> true, FieldMask.DEFAULT);
}
