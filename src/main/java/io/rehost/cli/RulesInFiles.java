package io.rehost.cli;

import io.rehost.rule.Defaults;
import io.rehost.rule.Problem;
import io.rehost.rule.RuleSet;
import io.rehost.rule.RuleSet.Compilation.Compiled;
import io.rehost.rule.RuleSet.Part;
import io.rehost.rule.RulesDocument;
import io.rehost.rule.Unmatched;
import io.rehost.rule.Upstream;
import io.rehost.rule.Upstream.Scheme;
import io.rehost.rule.Warning;
import io.rehost.rule.document.Origin;
import io.rehost.rule.document.ParseResult.Parsed;
import io.rehost.rule.document.ParseResult.Rejected;
import io.rehost.rule.document.RulesFile;
import io.rehost.rule.document.RulesParser;
import io.rehost.rule.document.RulesText;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rules documents of files, joined in the order in which the files are named. */
sealed interface RulesInFiles {

  /**
   * Rules that requests can be asked about.
   *
   * <p>{@link #UNKNOWN_HOST} stands in for an upstream that neither documents nor settings name.
   *
   * @param ofUnmatched what is wrong with them for requests that no rule matches; nothing can be
   *     said of those then
   */
  record Joined(RuleSet rules, List<Warning> warnings, List<String> ofUnmatched)
      implements RulesInFiles {
    public Joined {
      warnings = List.copyOf(warnings);
      ofUnmatched = List.copyOf(ofUnmatched);
    }
  }

  /**
   * There is something wrong with a file.
   *
   * @param lines what, each with the name of the file
   */
  record Unusable(List<String> lines) implements RulesInFiles {
    public Unusable {
      lines = List.copyOf(lines);
    }
  }

  /** A name that never resolves (RFC 6761 6.4). */
  String UNKNOWN_HOST = "upstream.invalid";

  /** Reads and joins files. */
  static RulesInFiles read(List<String> files, InputStream in, Defaults defaults) {
    Reader reader = new Reader();
    files.forEach(file -> reader.read(file, in));
    return reader.lines.isEmpty() ? join(reader.parts, defaults) : new Unusable(reader.lines);
  }

  private static RulesInFiles join(List<Part> parts, Defaults defaults) {
    return switch (RuleSet.compile(parts, defaults)) {
      case Compiled(RuleSet rules, List<Warning> warnings) ->
          new Joined(rules, warnings, List.of());
      case RuleSet.Compilation.Rejected(Map<String, List<Problem>> problems) ->
          defaults.upstream() == null
              ? joinWithoutUpstream(parts, defaults, problems)
              : joinRejecting(parts, defaults, problems);
    };
  }

  private static Defaults rejecting(Defaults defaults) {
    return new Defaults(
        defaults.upstream(),
        defaults.serverName(),
        Unmatched.REJECT,
        defaults.upstreamAllowed(),
        defaults.masked());
  }

  /** Which rule wins can be said without an upstream: it is often known to the pod alone. */
  private static RulesInFiles joinWithoutUpstream(
      List<Part> parts, Defaults defaults, Map<String, List<Problem>> problems) {
    for (Scheme scheme : Scheme.values()) {
      Upstream unknown = new Upstream(scheme, UNKNOWN_HOST, scheme.defaultPort());
      Defaults assumed =
          new Defaults(
              unknown,
              UNKNOWN_HOST,
              defaults.unmatched(),
              defaults.upstreamAllowed(),
              defaults.masked());
      if (RuleSet.compile(parts, assumed) instanceof Compiled(RuleSet rules, var warnings)) {
        return new Joined(rules, warnings, List.of());
      }
    }
    return joinRejecting(parts, defaults, problems);
  }

  /** What only unmatched requests lack says nothing against the rules. */
  private static RulesInFiles joinRejecting(
      List<Part> parts, Defaults defaults, Map<String, List<Problem>> problems) {
    return RuleSet.compile(parts, rejecting(defaults))
            instanceof Compiled(RuleSet rules, List<Warning> warnings)
        ? new Joined(rules, warnings, lines(problems))
        : new Unusable(lines(problems));
  }

  private static List<String> lines(Map<String, List<Problem>> problems) {
    List<String> lines = new ArrayList<>();
    problems.forEach(
        (source, ofSource) -> ofSource.forEach(problem -> lines.add(source + ": " + problem)));
    return lines;
  }

  /** Collects the documents of all files, or what is wrong with them. */
  final class Reader {
    private final List<Part> parts = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private void read(String file, InputStream in) {
      switch (InputFile.read(file, in)) {
        case InputFile.Unreadable(String problem) -> lines.add(problem);
        case InputFile.Content(byte[] bytes) -> {
          RulesFile content = RulesFile.read(bytes, Origin.FILE);
          content.problems().forEach(problem -> lines.add(file + ": " + problem));
          boolean several = content.texts().size() + content.problems().size() > 1;
          content.texts().forEach(text -> parse(file, text, several));
          if (content.texts().isEmpty() && content.problems().isEmpty()) {
            lines.add(file + ": holds no rules (expected: a ConfigMap with rules.yaml)");
          }
        }
      }
    }

    private void parse(String file, RulesText text, boolean several) {
      String name = text.configMap();
      String source = name == null || name.isEmpty() ? file : "configmap/" + name;
      switch (RulesParser.parse(text)) {
        case Parsed(RulesDocument document, RulesText _) ->
            parts.add(new Part(source, document, text.bytes()));
        case Rejected(List<Problem> problems) ->
            problems.forEach(
                problem -> lines.add((several ? prefix(file, source) : file) + ": " + problem));
      }
    }

    /** As {@code check} names it. */
    private static String prefix(String file, String source) {
      return source.equals(file) ? file : file + ": " + source;
    }
  }
}
