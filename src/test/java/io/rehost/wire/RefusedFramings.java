package io.rehost.wire;

import static io.rehost.wire.RequestVectors.printable;

import io.rehost.wire.RequestVectors.Refused;
import java.util.ArrayList;
import java.util.List;

/** Heads that say in two ways, or in no clear way, where their request ends. */
final class RefusedFramings {
  private static final String HEAD = RequestVectors.HEAD;
  private static final String SMUGGLED = RequestVectors.SMUGGLED;
  private static final String CHUNKED = RequestVectors.CHUNKED;

  private RefusedFramings() {}

  static List<Refused> all() {
    List<Refused> all = new ArrayList<>();
    bothFramings(all);
    obfuscatedCodings(all);
    lengths(all);
    return all;
  }

  private static void bothFramings(List<Refused> to) {
    head(to, "CL.TE", "Content-Length: 6\r\n" + CHUNKED, "0\r\n\r\nG");
    head(to, "TE.CL", CHUNKED + "\r\nContent-Length: 4", "5c\r\n" + SMUGGLED + "\r\n0\r\n\r\n");
    head(to, "CL.0 with a coding", "Content-Length: 0\r\n" + CHUNKED, "0\r\n\r\n");
    head(to, "CL and a coding in any case", "content-length: 6\r\ntransfer-ENCODING: CHUNKED", "0");
    head(to, "CL and a folded coding", "Content-Length: 6\r\nTransfer-Encoding:\r\n chunked", "0");
    head(to, "CL and an unknown coding", "Content-Length: 3\r\nTransfer-Encoding: x", "abc");
    to.add(
        new Refused(
            "a coding in HTTP/1.0",
            400,
            "POST / HTTP/1.0\r\nHost: a\r\n" + CHUNKED + "\r\n\r\n0\r\n\r\n"));
    to.add(
        new Refused(
            "both framings in HTTP/1.0",
            400,
            "POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\n" + CHUNKED + "\r\n\r\n0\r\n\r\n"));
  }

  private static void obfuscatedCodings(List<Refused> to) {
    for (String value :
        List.of(
            ",",
            "chunked,",
            ",chunked",
            "chunked, chunked",
            "chunked, identity",
            "identity, chunked",
            "gzip, chunked",
            "chunked;x=1",
            "\"chunked\"",
            "chunk\tked chunked",
            "chunked\u000b",
            "\u000bchunked",
            "\u000cchunked",
            "chunked\u000c",
            "chunked\0",
            "\u001cchunked",
            "chunked\u0085",
            "\u00a0chunked",
            "chunked\u00ff",
            "chunked\r",
            "chun\rked")) {
      head(to, "TE.TE " + printable(value), "Transfer-Encoding: " + value, "0\r\n\r\n" + SMUGGLED);
    }
    head(to, "two codings", CHUNKED + "\r\n" + CHUNKED, "0\r\n\r\n");
    head(to, "two codings, one unknown", CHUNKED + "\r\nTransfer-Encoding: cow", "0\r\n\r\n");
    head(to, "two codings, the first unknown", "Transfer-Encoding: x\r\n" + CHUNKED, "0\r\n\r\n");
    for (String name :
        List.of(
            "Transfer-Encoding ",
            "Transfer-Encoding\t",
            "Transfer-Encoding\u000b",
            "Transfer-Encoding\0",
            "Transfer-Encoding\r",
            " Transfer-Encoding",
            "\tTransfer-Encoding",
            "\0Transfer-Encoding",
            "Transfer\tEncoding",
            "Transfer Encoding",
            "Transfer-Encoding\u00a0",
            "X: y\nTransfer-Encoding",
            "X: y\rTransfer-Encoding",
            "X: y\r\n\rTransfer-Encoding",
            "X\r\nTransfer-Encoding")) {
      head(to, "field " + printable(name), name + ": chunked", "0\r\n\r\n" + SMUGGLED);
    }
    for (String value :
        List.of("gzip", "identity", "cow", "x", "trailers", "xchunked", "chunkedx", "'chunked'")) {
      to.add(
          new Refused(
              "unknown coding " + value,
              501,
              HEAD + "Transfer-Encoding: " + value + "\r\n\r\n" + SMUGGLED));
    }
  }

  private static void lengths(List<Refused> to) {
    for (String value :
        List.of(
            "",
            "+3",
            "-3",
            "-0",
            "+0",
            "0x3",
            "3x",
            "3;",
            "3,",
            ",3",
            "3, 3",
            "3, 4",
            "3 4",
            "3.0",
            "3e0",
            "1_0",
            "\"3\"",
            "\u00b3",
            "3\0",
            "3\u000b",
            "\u000c3",
            "9223372036854775808",
            "18446744073709551619",
            "99999999999999999999",
            "00000000000000000003")) {
      head(to, "CL " + printable(value), "Content-Length: " + value, "abc");
    }
    head(to, "CL twice, equal", "Content-Length: 3\r\nContent-Length: 3", "abc");
    head(to, "CL twice, different", "Content-Length: 3\r\nContent-Length: 0", "abc");
    head(to, "CL twice, in other case", "Content-Length: 3\r\ncontent-length: 4", "abc");
    head(to, "CL twice, far apart", "Content-Length: 3\r\nA: b\r\nContent-Length: 3", "abc");
    head(to, "CL folded", "Content-Length:\r\n 3", "abc");
    head(to, "CL continued by a fold", "Content-Length: 3\r\n 0", "abc");
    head(to, "CL with blank before the colon", "Content-Length : 3", "abc");
    head(to, "CL behind a bare LF", "X: y\nContent-Length: 3", "abc");
    to.add(
        new Refused(
            "CL twice in HTTP/1.0",
            400,
            "POST / HTTP/1.0\r\nContent-Length: 0\r\nContent-Length: 3\r\n\r\nabc"));
    to.add(
        new Refused(
            "CL of CONNECT",
            501,
            "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nContent-Length: 3\r\n\r\nx"));
  }

  private static void head(List<Refused> to, String name, String fields, String content) {
    to.add(new Refused(name, 400, HEAD + fields + "\r\n\r\n" + content));
  }
}
