package io.rehost.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Heads of HTTP/2 requests that must go no further, field by field in the order of the wire. */
public final class RefusedHttp2Heads {
  private RefusedHttp2Heads() {}

  /**
   * One head.
   *
   * @param fields names and values in turn
   * @param malformed whether RFC 9113 8.1.1 calls it so: its stream ends with an error
   */
  public record Refused(String why, int status, boolean malformed, List<String> fields) {
    @Override
    public String toString() {
      return why;
    }
  }

  /** All of them. */
  public static Stream<Refused> all() {
    return Stream.of(fields(), values(), pseudoFields(), framing(), targets(), authorities())
        .flatMap(part -> part);
  }

  private static Stream<Refused> fields() {
    return Stream.of(
        malformed("an upper-case name", get("X-Upper", "1")),
        malformed("one upper-case letter", get("x-uppeR", "1")),
        malformed("an empty name", get("", "1")),
        malformed("a blank in a name", get("x y", "1")),
        malformed("a colon in a name", get("x:y", "1")),
        malformed("a line end in a name", get("x\r\ny", "1")),
        malformed("a whole field in a name", get("x: 1\r\ny", "1")),
        malformed("NUL in a name", get("x\0", "1")),
        malformed("a byte over ASCII in a name", get("x\u00e9", "1")),
        malformed("transfer-encoding", get("transfer-encoding", "chunked")),
        malformed("connection", get("connection", "close")),
        malformed("keep-alive", get("keep-alive", "timeout=5")),
        malformed("proxy-connection", get("proxy-connection", "keep-alive")),
        malformed("upgrade", get("upgrade", "websocket")),
        malformed("http2-settings", get("http2-settings", "AAMAAABk")),
        malformed("te that is not trailers", get("te", "gzip")),
        malformed("te that is not only trailers", get("te", "trailers, gzip")),
        malformed("a key of Hixie-76", get("sec-websocket-key1", "4 @1  46546xW%0l 1 5")));
  }

  private static Stream<Refused> values() {
    return Stream.of(
        malformed("CR in a value", get("x", "a\rb")),
        malformed("LF in a value", get("x", "a\nb")),
        malformed("NUL in a value", get("x", "a\0b")),
        malformed("a control in a value", get("x", "a\u0007b")),
        malformed("DEL in a value", get("x", "a\u007fb")),
        malformed("a request in a value", get("x", "1\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: a")),
        malformed("a field in a value", get("x", "1\r\ntransfer-encoding: chunked")),
        malformed("a blank before a value", get("x", " a")),
        malformed("a blank behind a value", get("x", "a ")),
        malformed("a tab behind a value", get("x", "a\t")),
        malformed("a line end in a cookie", get("cookie", "a=1\r\nb: 2")),
        malformed("a line end in host", get("host", "a.test\r\nx: y")));
  }

  private static Stream<Refused> pseudoFields() {
    return Stream.of(
        malformed("no method", without(":method")),
        malformed("no scheme", without(":scheme")),
        malformed("no path", without(":path")),
        malformed("no pseudo-field at all", List.of("x", "y")),
        malformed("two methods", replaced(":method", "GET", ":method", "POST")),
        malformed("two paths", replaced(":path", "/", ":path", "/other")),
        malformed("two schemes", replaced(":scheme", "http", ":scheme", "http")),
        malformed("two authorities", replaced(":authority", "a.test", ":authority", "c.test")),
        malformed("a pseudo-field behind a field", late(":path", "/")),
        malformed("an authority behind a field", late(":authority", "a.test")),
        malformed("a second path behind a field", get("x", "y", ":path", "/smuggled")),
        malformed("a pseudo-field of responses", replaced(":status", "200")),
        malformed("a pseudo-field that nobody knows", replaced(":hopp", "1")),
        malformed("a pseudo-field without a name", replaced(":", "1")),
        malformed("a pseudo-field in upper case", replaced(":PATH", "/")),
        malformed(":protocol without CONNECT", replaced(":protocol", "websocket")),
        malformed("an empty method", replaced(":method", "")),
        malformed("an empty path", replaced(":path", "")),
        malformed("an empty scheme", replaced(":scheme", "")),
        malformed("an empty authority", replaced(":authority", "")),
        malformed("a line end in the path", replaced(":path", "/ HTTP/1.1\r\nx: y")),
        malformed("a line end in the method", replaced(":method", "GET / HTTP/1.1\r\nx:")),
        malformed("NUL in the authority", replaced(":authority", "a.test\0")));
  }

  private static Stream<Refused> framing() {
    return Stream.of(
        malformed("a length that is no number", get("content-length", "x")),
        malformed("a length with a sign", get("content-length", "+0")),
        malformed("a negative length", get("content-length", "-1")),
        malformed("an empty length", get("content-length", "")),
        malformed("a list of lengths", get("content-length", "0, 0")),
        malformed("two lengths", get("content-length", "0", "content-length", "1")),
        malformed("two equal lengths", get("content-length", "0", "content-length", "0")),
        malformed("a length beyond all", get("content-length", "9".repeat(19))));
  }

  private static Stream<Refused> targets() {
    return Stream.of(
        refused("a space in the path", 400, replaced(":path", "/a b")),
        refused("a whole request line in the path", 400, replaced(":path", "/ HTTP/1.1")),
        refused("a fragment", 400, replaced(":path", "/a#b")),
        refused("a path without slash", 400, replaced(":path", "a")),
        refused("an absolute URL", 400, replaced(":path", "http://c.test/")),
        refused("an authority for a path", 400, replaced(":path", "c.test:443")),
        refused("an asterisk without OPTIONS", 400, replaced(":path", "*")),
        refused("a space in the method", 400, replaced(":method", "GET /")),
        refused("a method that is no token", 400, replaced(":method", "G@T")),
        refused("another scheme", 400, replaced(":scheme", "ftp")),
        refused("CONNECT", 501, List.of(":method", "CONNECT", ":authority", "a.test:443")),
        refused(
            "extended CONNECT",
            501,
            List.of(
                ":method",
                "CONNECT",
                ":protocol",
                "websocket",
                ":scheme",
                "http",
                ":path",
                "/",
                ":authority",
                "a.test")));
  }

  private static Stream<Refused> authorities() {
    return Stream.of(
        refused("neither authority nor host", 400, without(":authority")),
        refused("a host that disagrees", 400, get("host", "c.test")),
        refused("a host with another port", 400, get("host", "a.test:8080")),
        refused("a host with https's port under http", 400, get("host", "a.test:443")),
        malformed("two hosts", get("host", "a.test", "host", "a.test")),
        refused("user information", 400, replaced(":authority", "me@a.test")),
        refused("two names", 400, replaced(":authority", "a.test,c.test")),
        refused("a port that is none", 400, replaced(":authority", "a.test:x")),
        refused("a slash in the authority", 400, replaced(":authority", "a.test/x")),
        refused("a space in the authority", 400, replaced(":authority", "a.test c.test")));
  }

  private static Refused malformed(String why, List<String> fields) {
    return new Refused(why, 400, true, fields);
  }

  private static Refused refused(String why, int status, List<String> fields) {
    return new Refused(why, status, false, fields);
  }

  /** A good request, and these fields. */
  public static List<String> get(String... more) {
    List<String> fields =
        new ArrayList<>(
            List.of(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a.test"));
    fields.addAll(List.of(more));
    return fields;
  }

  private static List<String> without(String name) {
    List<String> fields = get();
    int at = fields.indexOf(name);
    fields.subList(at, at + 2).clear();
    return fields;
  }

  /** A good request with these pseudo-fields in the place of those of the first one's name. */
  private static List<String> replaced(String... instead) {
    List<String> fields = get();
    int at = fields.indexOf(instead[0]);
    if (at >= 0) {
      fields.subList(at, at + 2).clear();
    }
    fields.addAll(List.of(instead));
    return fields;
  }

  private static List<String> late(String name, String value) {
    List<String> fields = without(name);
    fields.addAll(List.of("x", "y", name, value));
    return fields;
  }
}
