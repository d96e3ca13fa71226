package io.rehost.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Names of fields whose values are credentials: never shown, and never the stuff that a Host is
 * made of. A glob may start or end with an asterisk; case does not matter.
 */
public record FieldMask(List<String> globs) {
  /** What is masked whatever the settings say. */
  public static final FieldMask DEFAULT =
      new FieldMask(
          List.of(
              "authorization",
              "proxy-authorization",
              "cookie",
              "set-cookie",
              "*-api-key",
              "*-token",
              "*-secret"));

  public FieldMask {
    globs = globs.stream().map(glob -> glob.toLowerCase(Locale.ROOT)).toList();
  }

  /** This mask and more globs. */
  public FieldMask with(List<String> more) {
    List<String> all = new ArrayList<>(globs);
    all.addAll(more);
    return new FieldMask(all);
  }

  /** Whether values of fields of that name are masked. */
  public boolean covers(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String glob : globs) {
      if (matches(glob, lower)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String glob, String name) {
    boolean openStart = glob.startsWith("*");
    boolean openEnd = glob.length() > 1 && glob.endsWith("*");
    String text = glob.substring(openStart ? 1 : 0, glob.length() - (openEnd ? 1 : 0));
    if (openStart) {
      return openEnd ? name.contains(text) : name.endsWith(text);
    }
    return openEnd ? name.startsWith(text) : name.equals(text);
  }
}
