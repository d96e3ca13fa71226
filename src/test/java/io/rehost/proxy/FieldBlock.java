package io.rehost.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Heads of HTTP/2 as tests write them: names and values in turn, well-formed or not. */
final class FieldBlock {
  private FieldBlock() {}

  /** A GET without more. */
  static String[] get(String path) {
    return new String[] {
      ":method", "GET", ":scheme", "http", ":path", path, ":authority", "a.test"
    };
  }

  /** A POST without more. */
  static String[] post(String path) {
    return new String[] {
      ":method", "POST", ":scheme", "http", ":path", path, ":authority", "a.test"
    };
  }

  /** These fields and others behind them. */
  static String[] with(String[] fields, String... more) {
    List<String> all = new ArrayList<>(List.of(fields));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** A field block of literals without indexing (RFC 7541 6.2.2). */
  static byte[] of(String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      block.write(0);
      literal(block, fields[i]);
      literal(block, fields[i + 1]);
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    int length = text.length();
    if (length < 127) {
      block.write(length);
    } else {
      block.write(127);
      for (length -= 127; length >= 128; length >>= 7) {
        block.write(0x80 | (length & 0x7f));
      }
      block.write(length);
    }
    block.writeBytes(text.getBytes(ISO_8859_1));
  }
}
