package io.rehost.injector.controller;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The name that Role and RoleBinding of a ConfigMap have: {@code rehost-rules-NAME}, or, if that
 * were longer than a name may be, {@code rehost-long-START-HASH} with the first 128 bits of the
 * name's SHA-256. Different ConfigMaps of a namespace never share one. Pure.
 */
final class GrantName {
  private static final int MOST = 253;
  private static final String PLAIN = "rehost-rules-";
  private static final String SHORTENED = "rehost-long-";
  private static final int HASH_DIGITS = 32;

  private GrantName() {}

  static String of(String configMap) {
    if (PLAIN.length() + configMap.length() <= MOST) {
      return PLAIN + configMap;
    }
    int room = MOST - SHORTENED.length() - 1 - HASH_DIGITS;
    String start = configMap.substring(0, room).replaceAll("[.-]+$", "");
    return SHORTENED + start + "-" + hash(configMap);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
