package io.rehost.injector;

import io.rehost.rule.Authority;
import io.rehost.rule.HostPattern;
import io.rehost.rule.Problem;
import io.rehost.rule.Rule;
import io.rehost.rule.RulesDocument;
import io.rehost.rule.document.Origin;
import io.rehost.rule.document.ParseResult.Parsed;
import io.rehost.rule.document.ParseResult.Rejected;
import io.rehost.rule.document.RulesFile;
import io.rehost.rule.document.RulesParser;
import io.rehost.rule.document.RulesText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The literal hosts of rules, as names that a pod can be told to look for at its own loopback. */
final class CapturedHosts {
  private final Set<String> names = new LinkedHashSet<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * Looks at every ConfigMap; one that isn't there is a problem, as aliases can't come later. If
   * one can't be asked for, the others aren't: whoever waits for the answer waits for one at most.
   */
  static CapturedHosts of(
      String namespace, List<String> configMaps, List<Integer> ports, RulesLookup lookup) {
    CapturedHosts hosts = new CapturedHosts();
    for (String name : configMaps) {
      if (!hosts.read(namespace, name, ports, lookup)) {
        break;
      }
    }
    return hosts;
  }

  /** The names that a pod which captures hosts has aliases for, of a document by itself. */
  static List<String> namesIn(RulesDocument document) {
    CapturedHosts hosts = new CapturedHosts();
    document.rules().forEach(rule -> hosts.read("", rule, List.of()));
    return hosts.names();
  }

  private boolean read(String namespace, String name, List<Integer> ports, RulesLookup lookup) {
    return switch (lookup.find(namespace, name)) {
      case RulesLookup.Found(String text, boolean labelled) -> {
        if (!labelled) {
          warnings.add(
              "configmap/%s: no label %s: \"true\": edits reach the pod late, and bad ones aren't refused"
                  .formatted(name, RulesFile.LABEL));
        }
        parse(name, text, ports);
        yield true;
      }
      case RulesLookup.Absent _ -> {
        reject(
            name,
            "a ConfigMap with rules that is there already, in namespace %s: %s \"hosts\" takes its hosts"
                .formatted(namespace, Annotations.CAPTURE));
        yield true;
      }
      case RulesLookup.Unknown(String why) -> {
        reject(
            name,
            "a ConfigMap that can be read, in namespace %s: %s \"hosts\" takes its hosts; %s"
                .formatted(namespace, Annotations.CAPTURE, why));
        yield false;
      }
    };
  }

  private void parse(String name, String text, List<Integer> ports) {
    switch (RulesParser.parse(RulesText.of(text, Origin.CONFIGMAP))) {
      case Parsed(RulesDocument document, RulesText _) ->
          document.rules().forEach(rule -> read(name, rule, ports));
      case Rejected(List<Problem> wrong) ->
          reject(name, "a ConfigMap with good rules; its first problem: " + wrong.getFirst());
    }
  }

  private void reject(String name, String expected) {
    problems.add(new Problem(AnnotationReader.path(Annotations.RULES), name, expected, 0, 0));
  }

  private void read(String configMap, Rule rule, List<Integer> ports) {
    String where = "configmap/%s: rule %s: ".formatted(configMap, rule.name());
    for (HostPattern host : rule.match().hosts()) {
      switch (host) {
        case HostPattern.Wildcard _ ->
            warnings.add(where + host + " can't be captured: the hosts file has no wildcards");
        case HostPattern.Exact(String name, int _)
            when !ObjectNames.isName(name) || isAddress(name) ->
            warnings.add(where + host + " can't be captured: it is not a DNS name");
        case HostPattern.Exact(String name, int port) -> {
          names.add(name);
          if (port != Authority.NO_PORT && !ports.contains(port)) {
            warnings.add(
                where
                    + host
                    + " is captured, but not on its port: it is not among "
                    + Annotations.CAPTURE_PORTS);
          }
        }
      }
    }
  }

  private static boolean isAddress(String name) {
    Authority authority = Authority.parse(name);
    return authority != null && authority.isAddress();
  }

  /** Lower-case names, each once, in the order of the rules. */
  List<String> names() {
    return List.copyOf(names);
  }

  List<Problem> problems() {
    return Collections.unmodifiableList(problems);
  }

  List<String> warnings() {
    return Collections.unmodifiableList(warnings);
  }
}
