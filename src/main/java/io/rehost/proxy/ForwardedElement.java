package io.rehost.proxy;

import io.rehost.rule.Upstream.Scheme;
import org.jspecify.annotations.Nullable;

/** The list that Forwarded is (RFC 7239 4). Pure. */
final class ForwardedElement {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private ForwardedElement() {}

  /**
   * An element about one hop.
   *
   * @param host the Host of the request on that hop, as sent; null if it is not told
   */
  static String of(PeerAddress peer, @Nullable String host, Scheme scheme) {
    StringBuilder element = new StringBuilder(64).append("for=").append(peer.node());
    if (host != null) {
      element.append(";host=");
      appendValue(element, host);
    }
    return element.append(";proto=").append(scheme).toString();
  }

  /**
   * Whether every quote in a list is closed, so that what is appended is an element of its own.
   * Within quotes a backslash takes the next character along (RFC 9110 5.6.4).
   */
  static boolean closesQuotes(String list) {
    boolean quoted = false;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted) {
        i++;
      }
    }
    return !quoted;
  }

  /** A token, else a quoted string: that is what a host with a port has to be. */
  private static void appendValue(StringBuilder element, String value) {
    if (isToken(value)) {
      element.append(value);
      return;
    }
    element.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        element.append('\\');
      }
      element.append(c);
    }
    element.append('"');
  }

  /** RFC 9110 5.6.2. */
  private static boolean isToken(String value) {
    return !value.isEmpty()
        && value
            .chars()
            .allMatch(
                c ->
                    (c >= '0' && c <= '9')
                        || (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || TOKEN_MARKS.indexOf(c) >= 0);
  }
}
