package io.rehost.cli;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command line of {@code rehost explain}, read as curl reads its own. */
sealed interface ExplainOptions {
  String USAGE =
      """
      usage: rehost explain -f FILE [-X METHOD] [-H 'K: V']... [-o json] [--probe] URL
      Says which rule wins for a request, why each earlier one does not, where it
      connects and the exact head that it would send. Sends nothing, unless --probe
      is given: then a GET (with -X HEAD a HEAD) of that URL really goes to the origin
      twice, with the rule's Host and with a random one, and the answers are compared;
      TLS origins are connected to once more for their certificate. FILE is a rules
      document or a ConfigMap manifest, - is standard input; several are joined in
      order. Exits with 0 if a rule matched or the request passes, 1 if it is rejected,
      2 if the command line or a file is wrong.
      """;

  /**
   * What is asked.
   *
   * @param files in order of precedence, at least one
   * @param probe whether the origin is asked
   */
  record Question(List<String> files, TypedRequest request, boolean json, boolean probe)
      implements ExplainOptions {}

  /** The person wants to know how to ask. */
  record Help() implements ExplainOptions {}

  /**
   * It can't be understood.
   *
   * @param problem one line
   */
  record Wrong(String problem) implements ExplainOptions {}

  /** Reads a command line without {@code rehost explain}. */
  static ExplainOptions parse(List<String> arguments) {
    return new Reader(arguments.iterator()).read();
  }

  /** Reads argument by argument and keeps the first thing that is wrong. */
  final class Reader {
    private final Iterator<String> arguments;
    private final List<String> files = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();
    private final List<String> urls = new ArrayList<>();
    private String method = "GET";
    private boolean json;
    private boolean help;
    private boolean probe;
    private @Nullable String problem;

    Reader(Iterator<String> arguments) {
      this.arguments = arguments;
    }

    ExplainOptions read() {
      while (arguments.hasNext() && problem == null && !help) {
        argument(arguments.next());
      }
      if (help) {
        return new Help();
      }
      TypedRequest request = problem == null ? request() : null;
      return request == null
          ? new Wrong("explain: " + problem)
          : new Question(List.copyOf(files), request, json, probe);
    }

    private void argument(String argument) {
      if (argument.equals("--")) {
        arguments.forEachRemaining(urls::add);
      } else if (argument.equals("-h") || argument.equals("--help")) {
        help = true;
      } else if (argument.equals("--probe")) {
        probe = true;
      } else if (argument.length() > 1 && argument.startsWith("-")) {
        option(argument.substring(0, 2), argument.substring(2));
      } else {
        urls.add(argument);
      }
    }

    /** The value follows at once or as the next argument. */
    private void option(String option, String attached) {
      if (!List.of("-f", "-X", "-H", "-o").contains(option)) {
        problem = "\"" + option + attached + "\" (expected: -f, -X, -H, -o, --probe or a URL)";
      } else if (attached.isEmpty() && !arguments.hasNext()) {
        problem = option + ": missing (expected: its value)";
      } else {
        value(option, attached.isEmpty() ? arguments.next() : attached);
      }
    }

    private void value(String option, String value) {
      switch (option) {
        case "-f" -> files.add(value);
        case "-X" -> {
          method = value;
          require(TypedRequest.isMethod(value), option, value, TypedRequest.METHOD_EXPECTED);
        }
        case "-H" -> {
          Field field = Field.parse(value);
          if (require(field != null, option, value, Field.EXPECTED)) {
            fields.add(requireNonNull(field));
          }
        }
        default -> {
          json = value.equals("json");
          require(json, option, value, "json");
        }
      }
    }

    private boolean require(boolean right, String option, String value, String expected) {
      if (!right) {
        problem = option + ": \"" + value + "\" (expected: " + expected + ")";
      }
      return right;
    }

    private @Nullable TypedRequest request() {
      if (files.isEmpty()) {
        problem = "-f: missing (expected: a rules document)";
        return null;
      }
      if (urls.size() != 1) {
        problem =
            urls.isEmpty()
                ? "URL: missing (expected: " + TypedUrl.EXPECTED + ")"
                : "\"" + urls.get(1) + "\" (expected: one URL)";
        return null;
      }
      return switch (TypedRequest.of(method, urls.getFirst(), fields)) {
        case TypedRequest.Right(TypedRequest request) -> request;
        case TypedRequest.WrongUrl(String expected) -> {
          problem = "URL: \"" + urls.getFirst() + "\" (expected: " + expected + ")";
          yield null;
        }
        case TypedRequest.WrongHost(String host) -> {
          problem = "-H: \"Host: " + host + "\" (expected: " + TypedRequest.HOST_EXPECTED + ")";
          yield null;
        }
      };
    }
  }
}
