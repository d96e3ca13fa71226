package io.rehost.wire;

import static io.rehost.wire.RequestVectors.printable;

import io.rehost.wire.RequestVectors.Refused;
import java.util.ArrayList;
import java.util.List;

/** Chunked content that two readers divide differently. */
final class RefusedChunks {
  private static final String HEAD = RequestVectors.HEAD;
  private static final String SMUGGLED = RequestVectors.SMUGGLED;
  private static final String CHUNKED = RequestVectors.CHUNKED;

  private RefusedChunks() {}

  static List<Refused> all() {
    List<Refused> all = new ArrayList<>();
    chunkSizes(all);
    chunkEnds(all);
    trailers(all);
    return all;
  }

  private static void chunkSizes(List<Refused> to) {
    for (String size :
        List.of(
            "",
            " 3",
            "3 ",
            "\t3",
            "3\t",
            "3\u000b",
            "3\u000c",
            "3\0",
            "3\0;x",
            "3 junk",
            "3junk",
            "3,4",
            "0x3",
            "x3",
            "+3",
            "-3",
            "-0",
            "3.",
            "3_0",
            "3h",
            "\u00b3",
            "0000000000000003",
            "00000000000000003",
            "10000000000000003",
            "100000000000000003",
            "ffffffffffffffff",
            "fffffffffffffffe",
            "8000000000000003",
            "\r3",
            "3\r")) {
      chunks(to, "chunk size " + printable(size), size + "\r\nabc\r\n0\r\n\r\n");
    }
    for (String extension :
        List.of(
            ";",
            " ;",
            ";;a",
            ";a;",
            ";=a",
            ";a=",
            ";a=;b",
            ";a b",
            ";a=\"",
            ";a=\"b",
            ";a=\"b\\\"",
            ";a=\"b\"c",
            ";a=b\"c\"",
            ";a=\0",
            ";a\0",
            ";a=\"\0\"",
            ";a\r",
            ";a\rb",
            ";a=\"\r\"",
            ";a=\"b\r\nc\"",
            ";a,b",
            ":a",
            ",a")) {
      chunks(to, "extension " + printable(extension), "3" + extension + "\r\nabc\r\n0\r\n\r\n");
    }
  }

  /** TERM.EXT, EXT.TERM, TERM.SPILL and their kin: what ends a line, and what comes after data. */
  private static void chunkEnds(List<Refused> to) {
    chunks(to, "LF after a chunk size", "3\nabc\r\n0\r\n\r\n");
    chunks(to, "LF CR after a chunk size", "3\n\rabc\r\n0\r\n\r\n");
    chunks(to, "CR after a chunk size", "3\rabc\r\n0\r\n\r\n");
    chunks(to, "CR CR LF after a chunk size", "3\r\r\nabc\r\n0\r\n\r\n");
    chunks(to, "LF in an extension", "3;a\nxyz\r\nabc\r\n0\r\n\r\n");
    chunks(to, "LF in a quoted extension", "3;a=\"\n\"\r\nabc\r\n0\r\n\r\n");
    chunks(to, "CR in an extension", "2;\rxx\r\n4c\r\n0\r\n\r\n");
    chunks(to, "an extension of the last chunk with LF", "0;a\n\r\n" + SMUGGLED + "\r\n\r\n");
    chunks(to, "LF after data", "3\r\nabc\n0\r\n\r\n");
    chunks(to, "CR after data", "3\r\nabc\r0\r\n\r\n");
    chunks(to, "nothing after data", "3\r\nabc0\r\n\r\n");
    chunks(to, "two bytes after data", "3\r\nabcXX0\r\n\r\n");
    chunks(to, "LF LF after data", "3\r\nabc\n\n0\r\n\r\n");
    chunks(to, "LF CR after data", "3\r\nabc\n\r0\r\n\r\n");
    chunks(to, "data longer than its size", "3\r\nabcd\r\n0\r\n\r\n");
    chunks(to, "data shorter than its size", "5\r\nabc\r\n0\r\n\r\n");
    chunks(to, "an empty line before a size", "3\r\nabc\r\n\r\n0\r\n\r\n");
    chunks(to, "LF ends the last chunk", "0\n\r\n");
    chunks(to, "LF ends the message", "0\r\n\n");
    chunks(to, "CR ends the message", "0\r\n\rGET /smuggled HTTP/1.1\r\n\r\n");
    chunks(to, "a line too long", "3;a=" + "b".repeat(2000) + "\r\nabc\r\n0\r\n\r\n");
  }

  private static void trailers(List<Refused> to) {
    for (String field :
        List.of(
            "Content-Length: 3",
            "content-LENGTH: 0",
            CHUNKED,
            "Host: b",
            "HOST: b",
            "Connection: close",
            "Keep-Alive: timeout=1",
            "Proxy-Connection: close",
            "TE: trailers",
            "Trailer: X",
            "Upgrade: h2c",
            "X : y",
            "X: a\r\n b",
            " X: a",
            "X: a\0",
            "X: a\rb",
            "X: a\nY: b",
            ": a",
            "GET /smuggled HTTP/1.1")) {
      chunks(to, "trailer " + printable(field), "0\r\n" + field + "\r\n\r\n");
    }
  }

  private static void chunks(List<Refused> to, String name, String content) {
    to.add(new Refused(name, 400, HEAD + CHUNKED + "\r\n\r\n" + content));
  }
}
