package io.rehost.rule;

import org.jspecify.annotations.Nullable;

/**
 * What to do with a request. Values are shared between requests where they do not depend on one.
 */
public sealed interface Decision {

  /** The rule that won; null if none did. */
  @Nullable Rule rule();

  /**
   * Forward, and let the origin see another Host.
   *
   * @param rule the rule that won
   * @param host the Host to send, as it goes on the wire
   */
  @SuppressWarnings("JavaLangClash") // the domain's word; always written Decision.Override
  record Override(Rule rule, Destination destination, String host) implements Decision {}

  /**
   * Forward with the client's own Host.
   *
   * @param rule the rule that won (one without a host), or null if none did and {@code unmatched}
   *     is {@code pass}
   */
  record Keep(@Nullable Rule rule, Destination destination) implements Decision {}

  /**
   * Do not forward.
   *
   * @param rule the rule that won, or null if none did
   * @param detail one sentence for the client
   */
  record Reject(Cause cause, @Nullable Rule rule, String detail) implements Decision {}

  /** Why a request is not forwarded. */
  enum Cause {
    /** No rule matched, and {@code unmatched} is {@code reject}: 421. */
    UNMATCHED,
    /** The host template of the rule gave no valid or allowed host: 400. */
    HOST_TEMPLATE
  }
}
