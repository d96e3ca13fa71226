package io.rehost.wire;

import static io.rehost.wire.RequestVectors.printable;

import io.rehost.wire.RequestVectors.Refused;
import java.util.ArrayList;
import java.util.List;

/** Lines that two readers split differently, or that are in no version spoken here. */
final class RefusedLines {
  private static final String HEAD = RequestVectors.HEAD;
  private static final String SMUGGLED = RequestVectors.SMUGGLED;

  private RefusedLines() {}

  static List<Refused> all() {
    List<Refused> all = new ArrayList<>();
    lines(all);
    targetsAndVersions(all);
    return all;
  }

  private static void lines(List<Refused> to) {
    for (String field :
        List.of(
            "X: a\r\n b",
            "X: a\r\n\tb",
            "X: a\r\n \0b",
            "X: a\r\n ",
            "X: a\rb",
            "X: a\r",
            "X: a\0b",
            "X: a\nY: b",
            "X: a\u000bb",
            "X: a\u007fb",
            "X : a",
            "X\t: a",
            "X\0: a",
            "X(: a",
            "X\u0080: a",
            ": a",
            "no colon",
            "\"X\": a")) {
      head(to, "line " + printable(field), field, "");
    }
    to.add(new Refused("bare LF everywhere", 400, "GET / HTTP/1.1\nHost: a\n\n"));
    to.add(new Refused("bare LF after the last field", 400, "GET / HTTP/1.1\r\nHost: a\n\r\n"));
    to.add(new Refused("bare LF ends the head", 400, "GET / HTTP/1.1\r\nHost: a\r\n\n"));
    to.add(
        new Refused("bare CR ends the head", 400, "GET / HTTP/1.1\r\nHost: a\r\n\rX: y\r\n\r\n"));
    to.add(new Refused("bare LF before the request", 400, "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    to.add(new Refused("bare CR before the request", 400, "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    to.add(new Refused("LF CR before the request", 400, "\n\rGET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    to.add(new Refused("a blank before the request", 400, " GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    to.add(new Refused("NUL before the request", 400, "\0GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    to.add(new Refused("a field before Host is folded", 400, "GET / HTTP/1.1\r\n X: y\r\n\r\n"));
    to.add(new Refused("no Host", 400, "GET / HTTP/1.1\r\n\r\n"));
    to.add(new Refused("two Hosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"));
    to.add(new Refused("two Hosts, one folded", 400, "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n"));
    to.add(
        new Refused("two Hosts in HTTP/1.0", 400, "GET / HTTP/1.0\r\nHost: a\r\nhOST: b\r\n\r\n"));
    to.add(
        new Refused(
            "WebSocket before RFC 6455",
            400,
            "GET / HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n"
                + "12345678"));
  }

  private static void targetsAndVersions(List<Refused> to) {
    for (String line :
        List.of(
            "GET / HTTP/1",
            "GET / HTTP/11",
            "GET / HTTP/1.",
            "GET / HTTP/1.10",
            "GET / HTTP/01.1",
            "GET / HTTP/1.1.1",
            "GET / HTTP/1,1",
            "GET / HTTP/+1.1",
            "GET / HTTP 1.1",
            "GET / HTTPS/1.1",
            "GET / HTTq/1.1",
            "GET / http/1.1",
            "GET / HTTP/1.1 ",
            "GET / HTTP/1.1\t",
            "GET / HTTP/1.1 HTTP/1.1",
            "GET / HTTP/1.1\0",
            "GET /",
            "GET / ",
            "GET",
            "GET  / HTTP/1.1",
            "GET /  HTTP/1.1",
            "GET\t/ HTTP/1.1",
            "GET /\tHTTP/1.1",
            "GET\u000b/ HTTP/1.1",
            "GET /\u000cHTTP/1.1",
            "GET\r/ HTTP/1.1",
            "GET /\rHTTP/1.1",
            "GET /a b HTTP/1.1",
            "GET /\0 HTTP/1.1",
            "GET /\u0001 HTTP/1.1",
            "GET /\u007f HTTP/1.1",
            "G(T / HTTP/1.1",
            "G\0T / HTTP/1.1",
            "G\u00e9T / HTTP/1.1",
            "\u0080GET / HTTP/1.1")) {
      to.add(new Refused("request line " + printable(line), 400, line + "\r\nHost: a\r\n\r\n"));
    }
    for (String version : List.of("1.2", "1.9", "0.9", "2.0", "3.0", "0.0", "9.9")) {
      to.add(
          new Refused(
              "HTTP/" + version, 505, "GET / HTTP/" + version + "\r\nHost: a\r\n\r\n" + SMUGGLED));
    }
    to.add(new Refused("CONNECT", 501, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"));
  }

  private static void head(List<Refused> to, String name, String fields, String content) {
    to.add(new Refused(name, 400, HEAD + fields + "\r\n\r\n" + content));
  }
}
