package io.rehost.console;

import java.util.List;
import java.util.function.Consumer;

/**
 * How much is logged.
 *
 * @param names of the levels, in lower case
 * @param change lets one of them be in force until the next change or start
 */
public record LogLevels(List<String> names, Consumer<String> change) {
  public LogLevels {
    names = List.copyOf(names);
  }
}
