package io.rehost.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the program is started for: its first argument. */
enum Mode {
  PROXY("", "the sidecar: forwards by rules; REHOST_… variables set it up"),
  INJECTOR("", "the control plane: injects the sidecar into pods, by webhooks"),
  CHECK("FILE... | -", "validates rules files or ConfigMap manifests"),
  EXPLAIN(
      "-f FILE [-X METHOD] [-H 'K: V']... [-o json] URL",
      "which rule wins, and the head that would be sent"),
  INJECT("-f FILE | -", "prints manifests with the sidecar injected, without a cluster"),
  DEMO("", "the proxy before an origin with virtual hosts, on this machine"),
  HELP("", "this page"),
  VERSION("", "the version");

  private final String arguments;
  private final String purpose;

  Mode(String arguments, String purpose) {
    this.arguments = arguments;
    this.purpose = purpose;
  }

  /** The mode of that name; options that every program has are understood too. */
  static Optional<Mode> named(String argument) {
    return switch (argument) {
      case "-h", "--help" -> Optional.of(HELP);
      case "-V", "--version" -> Optional.of(VERSION);
      default -> Stream.of(values()).filter(mode -> mode.word().equals(argument)).findFirst();
    };
  }

  /** Whether anything may follow the mode on the command line. */
  boolean takesArguments() {
    return !arguments.isEmpty();
  }

  /** Whether it prints an answer and ends, without Quarkus and threads of its own. */
  boolean answersAtOnce() {
    return switch (this) {
      case PROXY, INJECTOR, DEMO -> false;
      case CHECK, EXPLAIN, INJECT, HELP, VERSION -> true;
    };
  }

  /** As it is written on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How to call the program, in lines of at most 80 columns. */
  static String usage() {
    StringBuilder text = new StringBuilder("usage: rehost MODE [ARGUMENT...]\n\n");
    for (Mode mode : values()) {
      text.append("  ").append((mode.word() + " " + mode.arguments).strip()).append('\n');
      text.append("      ").append(mode.purpose).append('\n');
    }
    return text.toString();
  }
}
