package io.rehost.cli;

import java.util.List;

/** A command line, understood or not. */
sealed interface Command {
  /**
   * A mode and what follows it.
   *
   * @param arguments without the mode itself; empty for modes that take none
   */
  record Run(Mode mode, List<String> arguments) implements Command {
    public Run {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * Not a command line of this program.
   *
   * @param problem one line for the person who typed it
   */
  record Wrong(String problem) implements Command {}

  /** Reads a command line, the program's own name left out. */
  static Command parse(List<String> line) {
    if (line.isEmpty()) {
      return new Wrong("no mode given (expected: one of those below)");
    }
    String first = line.getFirst();
    List<String> rest = line.subList(1, line.size());
    return Mode.named(first)
        .<Command>map(
            mode ->
                rest.isEmpty() || mode.takesArguments()
                    ? new Run(mode, rest)
                    : new Wrong(first + ": \"" + rest.getFirst() + "\" (expected: no argument)"))
        .orElseGet(() -> new Wrong("mode: \"" + first + "\" (expected: one of those below)"));
  }
}
