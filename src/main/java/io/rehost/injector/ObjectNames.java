package io.rehost.injector;

import java.util.regex.Pattern;

/** Names of Kubernetes objects (DNS-1123 subdomains). Pure. */
public final class ObjectNames {
  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  private static final Pattern SUBDOMAIN =
      Pattern.compile("(?=.{1,253}$)" + LABEL + "(\\." + LABEL + ")*");

  private ObjectNames() {}

  /** Whether an object, or an alias of a host, may be called so. */
  public static boolean isName(String text) {
    return SUBDOMAIN.matcher(text).matches();
  }
}
