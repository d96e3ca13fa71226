package io.rehost.rule.document;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large the program for a regular expression would become, without building it: RE2/J unfolds
 * counted repetitions, so that twenty characters can ask for gigabytes, and parses groups by
 * recursion. Counts at least what RE2/J would; says nothing about whether the syntax is right.
 */
final class RegexSize {
  /** Program steps: matching takes at most this many per character of the path or value. */
  static final int MAX_STEPS = 10_000;

  /** Groups within groups. */
  static final int MAX_DEPTH = 100;

  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,9})(,(\\d{0,9}))?}");

  private final String pattern;
  private final Deque<Long> outerSums = new ArrayDeque<>();
  private int at;
  private long sum;
  private long atom;

  private RegexSize(String pattern) {
    this.pattern = pattern;
  }

  /** Whether the expression stays within both limits. */
  static boolean isAcceptable(String pattern) {
    return new RegexSize(pattern).fits();
  }

  private boolean fits() {
    while (at < pattern.length()) {
      step(pattern.charAt(at));
      if (outerSums.size() > MAX_DEPTH || sum + atom > MAX_STEPS) {
        return false;
      }
    }
    return true;
  }

  private void step(char c) {
    switch (c) {
      case '(' -> open();
      case ')' -> close();
      case '[' -> {
        at = endOfClass();
        next(1);
      }
      case '\\' -> escape();
      case '*', '+', '?' -> {
        at++;
        atom++;
      }
      case '{' -> repeat();
      default -> {
        at++;
        next(1);
      }
    }
  }

  /** Begins an atom of that size; the one before it is complete. */
  private void next(long size) {
    sum += atom;
    atom = size;
  }

  private void open() {
    at++;
    next(0);
    outerSums.push(sum);
    sum = 2;
  }

  private void close() {
    at++;
    long group = sum + atom;
    sum = outerSums.isEmpty() ? 0 : outerSums.pop();
    atom = group;
  }

  private void escape() {
    if (pattern.startsWith("\\Q", at)) {
      int end = pattern.indexOf("\\E", at + 2);
      int length = (end < 0 ? pattern.length() : end) - at - 2;
      at = end < 0 ? pattern.length() : end + 2;
      next(length);
      return;
    }
    boolean braces = pattern.startsWith("{", at + 2);
    int end = braces ? pattern.indexOf('}', at) : -1;
    at = end < 0 ? at + 2 : end + 1;
    next(1);
  }

  private void repeat() {
    Matcher count = COUNT.matcher(pattern).region(at, pattern.length());
    if (!count.lookingAt()) {
      at++;
      next(1);
      return;
    }
    at = count.end();
    long least = Long.parseLong(count.group(1));
    String most = count.group(3);
    long times = most == null || most.isEmpty() ? least + 1 : Math.max(least, Long.parseLong(most));
    atom = Math.min(Integer.MAX_VALUE, (atom + 1) * Math.max(1, times));
  }

  private int endOfClass() {
    int i = at + 1;
    if (i < pattern.length() && pattern.charAt(i) == '^') {
      i++;
    }
    int first = i;
    while (i < pattern.length() && (pattern.charAt(i) != ']' || i == first)) {
      if (pattern.charAt(i) == '\\') {
        i++;
      } else if (pattern.startsWith("[:", i) && pattern.indexOf(":]", i) > 0) {
        i = pattern.indexOf(":]", i) + 1;
      }
      i++;
    }
    return Math.min(pattern.length(), i + 1);
  }
}
