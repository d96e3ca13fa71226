package io.rehost.cli;

import io.rehost.rule.DocumentCheck;
import io.rehost.rule.Problem;
import io.rehost.rule.RulesDocument;
import io.rehost.rule.document.Origin;
import io.rehost.rule.document.ParseResult.Parsed;
import io.rehost.rule.document.ParseResult.Rejected;
import io.rehost.rule.document.RulesFile;
import io.rehost.rule.document.RulesParser;
import io.rehost.rule.document.RulesText;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * {@code rehost check}: judges rules documents, each by itself. Problems and warnings go to
 * standard output, one a line, each with the name of its file; what is good is said on standard
 * error, so that no output means no problem.
 */
final class CheckCommand {
  static final String USAGE =
      """
      usage: rehost check FILE... | -
      Judges rules documents, plain or in ConfigMap manifests; - is standard input.
      Prints every problem. Exits with 0 if there is none, 1 if there are problems,
      2 if the command line is wrong or a file can't be read.
      """;

  /** {@code rehost check FILE...}; returns the exit code. */
  int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
    List<String> files = arguments;
    if (!files.isEmpty() && files.getFirst().equals("--")) {
      files = files.subList(1, files.size());
    } else if (arguments.stream().anyMatch(a -> a.equals("-h") || a.equals("--help"))) {
      out.print(USAGE);
      return ExitCode.OK;
    } else if (arguments.stream().anyMatch(CheckCommand::isOption)) {
      String option = arguments.stream().filter(CheckCommand::isOption).findFirst().orElseThrow();
      return wrong("check: \"" + option + "\" (expected: names of files, or -)", err);
    }
    if (files.isEmpty()) {
      return wrong("check: no file given", err);
    }
    int exit = ExitCode.OK;
    for (String file : files) {
      exit = Math.max(exit, check(file, in, out, err));
    }
    return exit;
  }

  private static boolean isOption(String argument) {
    return argument.startsWith("-") && !argument.equals(InputFile.STANDARD_INPUT);
  }

  private static int wrong(String problem, PrintStream err) {
    err.println(problem);
    err.print(USAGE);
    return ExitCode.USAGE;
  }

  private static int check(String file, InputStream in, PrintStream out, PrintStream err) {
    return switch (InputFile.read(file, in)) {
      case InputFile.Unreadable(String problem) -> {
        err.println(problem);
        yield ExitCode.USAGE;
      }
      case InputFile.Content(byte[] bytes) ->
          new FileReport(file, RulesFile.read(bytes, Origin.FILE), out, err).print();
    };
  }

  /** What is said about one file. */
  private record FileReport(String file, RulesFile content, PrintStream out, PrintStream err) {

    int print() {
      content.problems().forEach(problem -> out.println(file + ": " + problem));
      boolean good = content.problems().isEmpty();
      for (RulesText text : content.texts()) {
        good &= print(text);
      }
      if (good && content.texts().isEmpty()) {
        out.println(
            "warning: " + file + ": holds no rules (expected: a ConfigMap with rules.yaml)");
      }
      return good ? ExitCode.OK : ExitCode.FAILED;
    }

    private boolean print(RulesText text) {
      String name = name(text);
      if (!text.labelled()) {
        out.printf("warning: %s: no label %s: \"true\"%n", name, RulesFile.LABEL);
      }
      return switch (RulesParser.parse(text)) {
        case Parsed(RulesDocument document, RulesText _) -> {
          DocumentCheck.warnings(document)
              .forEach(warning -> out.println("warning: " + name + ": " + warning));
          Problem lack = DocumentCheck.ifUnmatchedPass(document);
          if (lack != null) {
            out.println("warning: " + name + ": " + lack);
          }
          int count = document.rules().size();
          err.println(name + ": " + count + (count == 1 ? " rule" : " rules") + ", no problems");
          yield true;
        }
        case Rejected(List<Problem> problems) -> {
          problems.forEach(problem -> out.println(name + ": " + problem));
          yield false;
        }
      };
    }

    /** The file, and the ConfigMap if there are several of them in it. */
    private String name(RulesText text) {
      boolean several = content.texts().size() + content.problems().size() > 1;
      return several && text.configMap() != null ? file + ": configmap/" + text.configMap() : file;
    }
  }
}
