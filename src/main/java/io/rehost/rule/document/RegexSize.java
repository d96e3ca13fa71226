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

  /** More than any that fits. */
  static final int TOO_LARGE = Integer.MAX_VALUE;

  /** Groups within groups. */
  static final int MAX_DEPTH = 100;

  private static final Pattern FLAGS = Pattern.compile("\\(\\?[A-Za-z-]*\\)");
  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,9})(,(\\d{0,9}))?}");

  private final String pattern;
  private final Deque<Long> outerSums = new ArrayDeque<>();
  private int at;
  private long sum;
  private long atom;

  private RegexSize(String pattern) {
    this.pattern = pattern;
  }

  /** The steps of the expression, or {@link #TOO_LARGE} if it is beyond one of the limits. */
  static int of(String pattern) {
    return new RegexSize(pattern).count();
  }

  private int count() {
    while (at < pattern.length()) {
      step(pattern.charAt(at));
      if (outerSums.size() > MAX_DEPTH || sum + atom > MAX_STEPS) {
        return TOO_LARGE;
      }
    }
    return (int) (sum + atom) + 1;
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
    Matcher flags = FLAGS.matcher(pattern).region(at, pattern.length());
    if (flags.lookingAt()) { // no atom: a repetition after it is one of the atom before it
      at = flags.end();
      return;
    }
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
      if (length > 0) { // of which the last character alone is repeated
        next(length - 1L);
        next(1);
      }
      return;
    }
    at = endOfCharacter(at);
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
    boolean open = most != null && most.isEmpty();
    long optional = open ? 1 : most == null ? 0 : Math.max(0, Long.parseLong(most) - least);
    atom = Math.min(TOO_LARGE, atom * Math.max(1, least) + (atom + 1) * optional);
  }

  /** As RE2 reads classes, or brackets in one could hide what follows it. */
  private int endOfClass() {
    int i = at + 1;
    if (pattern.startsWith("^", i)) {
      i++;
    }
    int first = i;
    while (i < pattern.length() && (pattern.charAt(i) != ']' || i == first)) {
      int named = pattern.startsWith("[:", i) ? pattern.indexOf(":]", i + 2) : -1;
      i = named < 0 ? endOfRange(i) : named + 2;
    }
    return Math.min(pattern.length(), i + 1);
  }

  private int endOfRange(int start) {
    boolean set = pattern.startsWith("\\", start) && "dDsSwWpP".indexOf(charAt(start + 1)) >= 0;
    int end = endOfCharacter(start);
    boolean range = !set && charAt(end) == '-' && end + 1 < pattern.length();
    return range && charAt(end + 1) != ']' ? endOfCharacter(end + 1) : end;
  }

  /** {@code \p{Greek}} and {@code \x{1F600}}; after other escapes a brace is a repetition. */
  private int endOfCharacter(int start) {
    if (charAt(start) != '\\') {
      return start + 1;
    }
    boolean braces = "pPx".indexOf(charAt(start + 1)) >= 0 && charAt(start + 2) == '{';
    int end = braces ? pattern.indexOf('}', start) : -1;
    return end < 0 ? start + 2 : end + 1;
  }

  /** NUL beyond the end; RE2 gives NUL no meaning. */
  private char charAt(int i) {
    return i < pattern.length() ? pattern.charAt(i) : '\0';
  }
}
