package io.rehost.wire;

import java.util.ArrayList;
import java.util.List;

/** What an origin may send, as raw bytes: lies, cuts, and what is odd but clear. */
public final class ResponseVectors {
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked";
  private static final String NEXT = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned";

  private ResponseVectors() {}

  /** A response to GET whose head is refused. */
  public record Malformed(String name, String bytes) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A response to GET with a good head and {@code content}, which then breaks or breaks off. */
  public record Cut(String name, String bytes, String content) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A response with {@code content}, and what nobody asked for after it. */
  public record Whole(String method, String response, String excess, String content) {
    /** All that the origin sends. */
    public String bytes() {
      return response + excess;
    }

    @Override
    public String toString() {
      return RequestVectors.printable(method + ": " + response + " and " + excess);
    }
  }

  /** All responses that are refused before any of it is relayed. */
  public static List<Malformed> malformed() {
    List<Malformed> all = new ArrayList<>();
    statusLines(all);
    framings(all);
    lines(all);
    return all;
  }

  private static void statusLines(List<Malformed> to) {
    for (String line :
        List.of(
            "HTTP/1 200 OK",
            "HTTP/11 200 OK",
            "HTTP/1.10 200 OK",
            "HTTP/1.2 200 OK",
            "HTTP/2.0 200 OK",
            "HTTP/0.9 200 OK",
            "http/1.1 200 OK",
            "HTTPS/1.1 200 OK",
            "HTTP/1.1\t200 OK",
            "HTTP/1.1  200 OK",
            " HTTP/1.1 200 OK",
            "HTTP/1.1 200\tOK",
            "HTTP/1.1 +200 OK",
            "HTTP/1.1 -20 OK",
            "HTTP/1.1 2000 OK",
            "HTTP/1.1 20 OK",
            "HTTP/1.1 020 OK",
            "HTTP/1.1 2x0 OK",
            "HTTP/1.1 \u00b2\u00b9\u00b9 OK",
            "HTTP/1.1 OK",
            "HTTP/1.1",
            "HTTP/1.1 200 O\0K",
            "HTTP/1.1 200 O\rK",
            "HTTP/1.1 200 O\u007fK",
            "HTTP/1.1 200 OK\r",
            "HTTP/1.1 200 OK\nX: y",
            "ICY 200 OK",
            "<html>hello</html>",
            "220 mail.example.com ESMTP",
            "\0HTTP/1.1 200 OK",
            "\r\nHTTP/1.1 200 OK",
            "\nHTTP/1.1 200 OK",
            "0\r\n\r\nHTTP/1.1 200 OK")) {
      to.add(new Malformed(RequestVectors.printable(line), line + "\r\nContent-Length: 0\r\n\r\n"));
    }
  }

  private static void framings(List<Malformed> to) {
    head(to, "Content-Length: 3\r\n" + CHUNKED, "0\r\n\r\n");
    head(to, CHUNKED + "\r\nContent-Length: 3", "0\r\n\r\n");
    head(to, "Content-Length: 3\r\nContent-Length: 3", "abc");
    head(to, "Content-Length: 3\r\nContent-Length: 4", "abcd");
    head(to, CHUNKED + "\r\n" + CHUNKED, "0\r\n\r\n");
    for (String value : List.of("", "3, 3", "3, 4", "+3", "-3", "0x3", "3x", "3;", "\u00b3")) {
      head(to, "Content-Length: " + value, "abc");
    }
    head(to, "Content-Length: 99999999999999999999", "abc");
    for (String value :
        List.of(
            "xchunked",
            "chunked,",
            "chunked, chunked",
            "chunked, identity",
            "gzip, chunked",
            "gzip",
            "identity",
            "chunked;x",
            "\"chunked\"",
            "\u000bchunked",
            "chunked\0")) {
      head(to, "Transfer-Encoding: " + value, "0\r\n\r\n");
    }
    for (String name :
        List.of("Transfer-Encoding ", "Transfer-Encoding\t", "Transfer-Encoding x")) {
      head(to, name + ": chunked", "0\r\n\r\n");
    }
    head(to, "Content-Length : 3", "abc");
    head(to, "Content-Length x: 3", "abc");
    for (String line : List.of("HTTP/1.0 200 OK", "HTTP/1.1 204 No Content")) {
      to.add(new Malformed(line + ", chunked", line + "\r\n" + CHUNKED + "\r\n\r\n0\r\n\r\n"));
    }
    to.add(
        new Malformed(
            "lengths in HTTP/1.0",
            "HTTP/1.0 200 OK\r\nContent-Length: 1\r\nContent-Length: 3\r\n\r\nabc"));
    to.add(new Malformed("204 with content", "HTTP/1.1 204 None\r\nContent-Length: 3\r\n\r\nabc"));
    to.add(
        new Malformed(
            "100 with content", "HTTP/1.1 100 Continue\r\nContent-Length: 3\r\n\r\nabc" + NEXT));
    to.add(
        new Malformed("100 with chunks", "HTTP/1.1 103 Hints\r\n" + CHUNKED + "\r\n\r\n" + NEXT));
    to.add(
        new Malformed(
            "304 with both", "HTTP/1.1 304 Not\r\nContent-Length: 1\r\n" + CHUNKED + "\r\n\r\n"));
  }

  private static void lines(List<Malformed> to) {
    for (String field :
        List.of(
            "X: a\r\n b",
            "X: a\rb",
            "X: a\r",
            "X: a\0b",
            "X: a\nY: b",
            "X : a",
            "X",
            "X y: a",
            ": a",
            "X(: a",
            "X\0: a",
            " X: a")) {
      head(to, "Content-Length: 0\r\n" + field, "");
    }
    to.add(new Malformed("bare LF ends the head", OK + "Content-Length: 0\r\n\n"));
  }

  private static void head(List<Malformed> to, String fields, String content) {
    to.add(new Malformed(RequestVectors.printable(fields), OK + fields + "\r\n\r\n" + content));
  }

  /** All responses that must not look whole to anybody. */
  public static List<Cut> cut() {
    List<Cut> all = new ArrayList<>();
    all.add(new Cut("length not reached", OK + "Content-Length: 10\r\n\r\nabc", "abc"));
    for (String content :
        List.of(
            "3\r\nabc",
            "3\r\nabc\r\n",
            "3\r\nabc\r\n0\r\n",
            "3\r\nabc\r\n0\r\nX: y\r\n",
            "3\r\nabcd\r\n0\r\n\r\n",
            "3\r\nabc\n0\r\n\r\n",
            "3\r\nabc\r\nx\r\n\r\n",
            "3\r\nabc\r\n-1\r\n\r\n",
            "3\r\nabc\r\n0x0\r\n\r\n",
            "3\r\nabc\r\n0\n\r\n",
            "3\r\nabc\r\n0;a=\"\r\n\r\n",
            "3\r\nabc\r\nffffffffffffffff\r\n\r\n",
            "3\r\nabc\r\n0\r\nContent-Length: 3\r\n\r\n",
            "3\r\nabc\r\n0\r\n" + CHUNKED + "\r\n\r\n",
            "3\r\nabc\r\n0\r\nno colon\r\n\r\n")) {
      all.add(
          new Cut(RequestVectors.printable(content), OK + CHUNKED + "\r\n\r\n" + content, "abc"));
    }
    return all;
  }

  /** All responses that are relayed. */
  public static List<Whole> whole() {
    List<Whole> all = new ArrayList<>();
    whole(all, "GET", OK + "Content-Length: 3\r\n\r\nabc", "abc");
    whole(all, "GET", OK + "Content-Length: 0\r\n\r\n", "");
    whole(all, "GET", "HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nabc", "abc");
    whole(all, "GET", "HTTP/1.1 200 \r\nContent-Length: 3\r\n\r\nabc", "abc");
    whole(all, "GET", "HTTP/1.1 999 Odd\r\nContent-Length: 3\r\n\r\nabc", "abc");
    whole(all, "GET", OK + CHUNKED + "\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "abc");
    whole(all, "GET", OK + CHUNKED + "\r\n\r\n3  \t\r\nabc\r\n0   \r\n\r\n", "abc");
    whole(all, "GET", OK + CHUNKED + "\r\n\r\n3;x=\"0\"\r\nabc\r\n0\r\nX: y\r\n\r\n", "abc");
    whole(
        all, "GET", "HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + OK + "Content-Length: 0\r\n\r\n", "");
    whole(all, "GET", "HTTP/1.1 204 No Content\r\n\r\n", "");
    whole(all, "GET", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", "");
    whole(all, "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", "");
    whole(all, "GET", "HTTP/1.1 304 Not Modified\r\n" + CHUNKED + "\r\n\r\n", "");
    whole(all, "HEAD", OK + "Content-Length: 7\r\n\r\n", "");
    whole(all, "HEAD", OK + CHUNKED + "\r\n\r\n", "");
    whole(all, "HEAD", OK + "\r\n", "");
    excess(all);
    return all;
  }

  private static void excess(List<Whole> to) {
    excess(to, "GET", OK + "Content-Length: 3\r\n\r\nabc", NEXT, "abc");
    excess(to, "GET", OK + "Content-Length: 3\r\n\r\nabc", "d", "abc");
    excess(to, "GET", OK + "Content-Length: 3\r\n\r\nabc", "\r\n", "abc");
    excess(to, "GET", OK + "Content-Length: 0\r\n\r\n", NEXT, "");
    excess(to, "GET", OK + CHUNKED + "\r\n\r\n3\r\nabc\r\n0\r\n\r\n", NEXT, "abc");
    excess(to, "GET", OK + CHUNKED + "\r\n\r\n0\r\n\r\n", "0\r\n\r\n", "");
    excess(to, "GET", "HTTP/1.1 204 No Content\r\n\r\n", NEXT, "");
    excess(to, "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 8\r\n\r\n", "poisoned", "");
    excess(to, "HEAD", OK + "Content-Length: 8\r\n\r\n", "poisoned", "");
    excess(to, "HEAD", OK + CHUNKED + "\r\n\r\n", "8\r\npoisoned\r\n0\r\n\r\n", "");
    excess(to, "HEAD", OK + "Content-Length: 8\r\n\r\n", NEXT, "");
  }

  private static void excess(
      List<Whole> to, String method, String response, String excess, String content) {
    to.add(new Whole(method, response, excess, content));
  }

  private static void whole(List<Whole> to, String method, String response, String content) {
    to.add(new Whole(method, response, "", content));
  }
}
