package io.rehost.wire;

import static io.rehost.wire.RequestVectors.printable;

import io.rehost.wire.RequestVectors.Forwarded;
import java.util.ArrayList;
import java.util.List;

/** Requests that are odd, some of them, but clear. */
final class ForwardedRequests {
  private static final String HEAD = RequestVectors.HEAD;
  private static final String SMUGGLED = RequestVectors.SMUGGLED;
  private static final String CHUNKED = RequestVectors.CHUNKED;

  private ForwardedRequests() {}

  static List<Forwarded> all() {
    List<Forwarded> all = new ArrayList<>();
    for (String field :
        List.of(
            CHUNKED,
            "Transfer-Encoding: Chunked",
            "tRANSFER-eNCODING:CHUNKED",
            "Transfer-Encoding:\t chunked \t",
            "Transfer-Encoding: chunked\r\nConnection: Transfer-Encoding",
            "Transfer-Encoding: chunked\r\nConnection: close, Transfer-Encoding",
            "Expect: 100-continue\r\nTransfer-Encoding: chunked",
            "TE: trailers, gzip\r\nTransfer-Encoding: chunked",
            "Content_Length: 1\r\nTransfer-Encoding: chunked",
            "X-Content-Length: 1\r\nTransfer-Encoding: chunked")) {
      one(all, printable(field), field, "3\r\nabc\r\n0\r\n\r\n", "abc");
    }
    for (String field :
        List.of(
            "Content-Length: 3",
            "content-length:3",
            "Content-Length:  \t3\t ",
            "Content-Length: 003",
            "Content-Length: 3\r\nConnection: Content-Length",
            "Content-Length: 3\r\nTransfer_Encoding: chunked",
            "Content-Length: 3\r\nTransferEncoding: chunked",
            "Content-Length: 3\r\nTransfer-Encodin: chunked",
            "Content-Length: 3\r\nX-Transfer-Encoding: chunked",
            "Content-Length: 3\r\nTE: chunked",
            "Content-Length: 3\r\nX: Transfer-Encoding: chunked",
            "Expect: y 100-continue\r\nContent-Length: 3",
            "Content-Length: 3\r\nX-HTTP-Method-Override: GET")) {
      one(all, printable(field), field, "abc", "abc");
    }
    one(all, "no framing", "X: y", "", "");
    one(all, "length zero", "Content-Length: 0", "", "");
    one(all, "a request in a body", "Content-Length: " + SMUGGLED.length(), SMUGGLED, SMUGGLED);
    one(all, "chunks in a body", "Content-Length: 5", "0\r\n\r\n", "0\r\n\r\n");
    moreChunks(all);
    otherHeads(all);
    return all;
  }

  private static void moreChunks(List<Forwarded> to) {
    String request = Integer.toHexString(SMUGGLED.length()) + "\r\n" + SMUGGLED + "\r\n0\r\n\r\n";
    one(to, "a request in a chunk", CHUNKED, request, SMUGGLED);
    one(
        to,
        "sizes in any case",
        CHUNKED,
        "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n",
        "01234567890123456789");
    one(to, "leading zeros", CHUNKED, "0003\r\nabc\r\n000\r\n\r\n", "abc");
    one(to, "extensions", CHUNKED, "3;a;b=c;d=\"e;\\\"f \t\" ; g = h\r\nabc\r\n0;x\r\n\r\n", "abc");
    one(to, "a quoted size in an extension", CHUNKED, "3;a=\"5\"\r\nabc\r\n0\r\n\r\n", "abc");
    one(to, "trailers", CHUNKED, "3\r\nabc\r\n0\r\nX-T: \t1 \r\nX-T:2\r\n\r\n", "abc");
    one(to, "CR LF as data", CHUNKED, "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n");
  }

  private static void otherHeads(List<Forwarded> to) {
    String post = HEAD + "Content-Length: 3\r\n\r\nabc";
    to.add(new Forwarded("pipelined", post + SMUGGLED + post, List.of("abc", "", "abc")));
    to.add(new Forwarded("CR LF between", post + "\r\n" + SMUGGLED, List.of("abc", "")));
    to.add(new Forwarded("CR LF before", "\r\n\r\n" + SMUGGLED, List.of("")));
    to.add(
        new Forwarded(
            "chunked, then another",
            HEAD + CHUNKED + "\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + post,
            List.of("abc", "abc")));
    for (String line :
        List.of(
            "GET / HTTP/1.1",
            "HEAD / HTTP/1.1",
            "DELETE / HTTP/1.1",
            "OPTIONS * HTTP/1.1",
            "PROPFIND / HTTP/1.1",
            "get / HTTP/1.1",
            "GET http://a/ HTTP/1.1",
            "GET HTTP://b/ HTTP/1.1",
            "POST / HTTP/1.0")) {
      to.add(
          new Forwarded(
              line + " with content",
              line + "\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
              List.of("abc")));
    }
    to.add(new Forwarded("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", List.of("")));
  }

  private static void one(
      List<Forwarded> to, String name, String fields, String content, String read) {
    to.add(new Forwarded(name, HEAD + fields + "\r\n\r\n" + content, List.of(read)));
  }
}
