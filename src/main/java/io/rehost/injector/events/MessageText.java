package io.rehost.injector.events;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Texts that fit into an Event. Pure. */
public final class MessageText {
  /** Bytes of UTF-8 that an Event's message may have. */
  public static final int MAX_BYTES = 1024;

  private MessageText() {}

  /**
   * As many of the parts as fit, with {@code "; "} between them and {@code "; and N more"} at the
   * end for those that don't. If not even the first does, it is cut.
   */
  public static String join(List<String> parts) {
    String all = String.join("; ", parts);
    if (bytes(all) <= MAX_BYTES) {
      return all;
    }
    for (int shown = parts.size() - 1; shown > 0; shown--) {
      String text = String.join("; ", parts.subList(0, shown)) + more(parts.size() - shown);
      if (bytes(text) <= MAX_BYTES) {
        return text;
      }
    }
    String end = "…" + (parts.size() > 1 ? more(parts.size() - 1) : "");
    return cut(parts.getFirst(), MAX_BYTES - bytes(end)) + end;
  }

  private static String more(int left) {
    return "; and " + left + " more";
  }

  private static String cut(String text, int limit) {
    int end = 0;
    int used = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      used += bytes(Character.toString(point));
      if (used > limit) {
        break;
      }
      end += Character.charCount(point);
    }
    return text.substring(0, end);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
