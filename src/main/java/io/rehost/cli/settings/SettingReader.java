package io.rehost.cli.settings;

import io.rehost.rule.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes settings out of their texts, notes every problem instead of stopping at the first, and
 * remembers which keys exist. A blank text counts as left out, because templates leave them behind.
 */
final class SettingReader {
  /** The word that switches a list or a guard off. */
  static final String OFF = "off";

  private final Map<String, String> texts;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> keys = new LinkedHashSet<>();

  /**
   * @param texts by key, in the form of the environment: {@code REHOST_UPSTREAM}
   */
  SettingReader(Map<String, String> texts) {
    this.texts = texts;
  }

  /** All texts, also of keys that are not ours. */
  Map<String, String> texts() {
    return texts;
  }

  /** A value, or its default if the key is left out or its text is wrong. */
  <T> T read(String key, Form<T> form, T byDefault) {
    return find(key, form).orElse(byDefault);
  }

  /** A value; empty if the key is left out or its text is wrong. */
  <T> Optional<T> find(String key, Form<T> form) {
    return text(key).flatMap(text -> value(key, text, form));
  }

  /** A comma-separated list; each of its wrong members is a problem, repeated ones count once. */
  <T> List<T> list(String key, Form<T> form, List<T> byDefault) {
    return text(key).map(text -> members(key, text, form)).orElse(byDefault);
  }

  /** The same, where {@code off} stands for an empty list. */
  <T> List<T> listOrOff(String key, Form<T> form, List<T> byDefault) {
    return isOff(key) ? List.of() : list(key, form, byDefault);
  }

  /** Whether a setting is switched off by its word. */
  boolean isOff(String key) {
    return text(key).filter(OFF::equalsIgnoreCase).isPresent();
  }

  /** Whether a key has a text, right or wrong. */
  boolean isSet(String key) {
    return text(key).isPresent();
  }

  /**
   * Whether a variable that is not ours alone says {@code 1} or {@code true}. Its other values are
   * meant for other programs, so none of them is a problem.
   */
  boolean isFlag(String key) {
    return text(key).filter(text -> text.equals("1") || text.equals("true")).isPresent();
  }

  /** Notes what is wrong with a key as it was written. */
  void reject(String key, String expected) {
    problems.add(new Problem(key, text(key).orElse(null), expected, 0, 0));
  }

  /** Notes what was found out elsewhere. */
  void reject(Problem problem) {
    problems.add(problem);
  }

  /** All problems so far, in the order of the keys. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** All keys that have been asked for. */
  Set<String> keys() {
    return Set.copyOf(keys);
  }

  private Optional<String> text(String key) {
    keys.add(key);
    return Optional.ofNullable(texts.get(key)).map(String::strip).filter(text -> !text.isEmpty());
  }

  private <T> List<T> members(String key, String text, Form<T> form) {
    return Arrays.stream(text.split(",", -1))
        .map(member -> value(key, member.strip(), form))
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  private <T> Optional<T> value(String key, String text, Form<T> form) {
    Optional<T> value = form.read().apply(text);
    if (value.isEmpty()) {
      problems.add(new Problem(key, text, form.expected(), 0, 0));
    }
    return value;
  }
}
