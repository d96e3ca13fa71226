package io.rehost.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * The published families of request smuggling, as raw bytes: what is refused and with what status,
 * and what is forwarded and as how many requests with what content.
 */
public final class RequestVectors {
  static final String HEAD = "POST / HTTP/1.1\r\nHost: a\r\n";
  static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  static final String CHUNKED = "Transfer-Encoding: chunked";

  private RequestVectors() {}

  /** Bytes that get {@code status} and never reach an origin. */
  public record Refused(String name, int status, String bytes) {
    @Override
    public String toString() {
      return name + " (" + status + ")";
    }
  }

  /** Bytes that are one request for each of {@code contents}, in this order. */
  public record Forwarded(String name, String bytes, List<String> contents) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Everything that is refused. */
  public static List<Refused> refused() {
    List<Refused> all = new ArrayList<>(RefusedFramings.all());
    all.addAll(RefusedLines.all());
    all.addAll(RefusedChunks.all());
    return all;
  }

  /** Everything that is forwarded. */
  public static List<Forwarded> forwarded() {
    return ForwardedRequests.all();
  }

  static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (c >= ' ' && c < 0x7f) {
                printable.append((char) c);
              } else {
                printable.append("\\x%02x".formatted(c));
              }
            });
    return printable.length() > 120 ? printable.substring(0, 120) + "..." : printable.toString();
  }
}
