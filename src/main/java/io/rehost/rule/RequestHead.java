package io.rehost.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule may look at: the head of one request after it has been found well-formed.
 *
 * <p>Read on the event loop that owns the request; implementations need not be thread-safe.
 */
public interface RequestHead {
  /** The method, case-sensitive (RFC 9110 9.1). */
  String method();

  /**
   * The authority of the target URI: of an absolute-form target if there is one, else of Host (RFC
   * 9112 3.2.2).
   */
  Authority authority();

  /**
   * The path of the target as the client sent it, without the query; {@code *} for asterisk-form.
   */
  String path();

  /** The query as the client sent it, without the question mark; null if the target has none. */
  @Nullable String query();

  /** Every value of the field of that name (without regard to case), in order; empty if absent. */
  List<String> fieldValues(String name);
}
