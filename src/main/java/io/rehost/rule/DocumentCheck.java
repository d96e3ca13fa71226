package io.rehost.rule;

import io.rehost.rule.Upstream.Scheme;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a document although each of its values is well-formed: parts that contradict
 * each other or can have no effect. What depends on the pod or on other documents is judged when
 * the documents are joined.
 */
public final class DocumentCheck {
  /** Why unmatched requests need a server name. */
  static final String SERVER_NAME_FOR_UNMATCHED =
      "a host name, as the upstream is https and unmatched requests keep the client's Host; or"
          + " unmatched: reject";

  private final Inherited inherited;
  private final List<Problem> problems = new ArrayList<>();

  private DocumentCheck(Inherited inherited) {
    this.inherited = inherited;
  }

  /** The problems of a document by itself, in the order of its rules; empty if there are none. */
  public static List<Problem> problems(RulesDocument document) {
    return problems(Inherited.nothing(document, FieldMask.DEFAULT));
  }

  /** The rules of a document by itself that can never win. */
  public static List<Warning> warnings(RulesDocument document) {
    return Shadows.of(RuleSet.placed("", document, 0));
  }

  /**
   * What a document lacks if unmatched requests pass, which is so unless the pod's settings say
   * otherwise; null if nothing, or if the document itself says what becomes of them.
   */
  public static @Nullable Problem ifUnmatchedPass(RulesDocument document) {
    Upstream upstream = document.upstream();
    boolean lacks =
        upstream != null
            && upstream.scheme() == Scheme.HTTPS
            && document.unmatched() == null
            && document.tls().serverName() == null;
    return lacks ? new Problem("tls.serverName", null, SERVER_NAME_FOR_UNMATCHED, 0, 0) : null;
  }

  /** The problems of a document with what it inherits; an unknown fallback is not one. */
  static List<Problem> problems(Inherited inherited) {
    DocumentCheck check = new DocumentCheck(inherited);
    check.documentTls();
    List<Rule> rules = inherited.document().rules();
    for (int i = 0; i < rules.size(); i++) {
      String path = "rules[" + i + "]";
      check.host(path, rules.get(i));
      Upstream upstream = inherited.upstream(rules.get(i));
      if (upstream != null) {
        check.connection(path, rules.get(i), upstream);
      }
    }
    return List.copyOf(check.problems);
  }

  private void host(String path, Rule rule) {
    List<String> fields = rule.host() == null ? List.of() : rule.host().fields();
    if (fields.isEmpty() && !rule.hostAllowed().isEmpty()) {
      problem(path + ".hostAllowed", null, "{header.NAME} in host, or no hostAllowed");
    }
    if (rule.host() == null) {
      return;
    }
    if (!fields.isEmpty() && rule.hostAllowed().isEmpty()) {
      problem(path + ".hostAllowed", null, "the hosts that " + rule.host() + " may give");
    }
    if (!fields.stream().allMatch(this::mayNameHost)) {
      problem(
          path + ".host",
          rule.host().toString(),
          "fields other than Host, hop-by-hop and masked ones");
    }
    if (rule.host().hasWildcardText() && !onlyWildcards(rule)) {
      problem(
          path + ".host",
          rule.host().toString(),
          "{*} only where every one of match.hosts is a wildcard");
    }
  }

  private void connection(String path, Rule rule, Upstream upstream) {
    if (upstream.scheme() == Scheme.HTTP) {
      if (!rule.tls().equals(TlsSettings.NONE)) {
        problem(path + ".tls", upstream.toString(), "tls with an https upstream only");
      }
      if (rule.protocol() == Protocol.H2) {
        problem(path + ".protocol", "h2", "auto, http1 or h2c with an http upstream");
      }
      return;
    }
    if (rule.protocol() == Protocol.H2C) {
      problem(path + ".protocol", "h2c", "auto, http1 or h2 with an https upstream");
    }
    keyPair(path + ".tls", rule.tls());
    if (inherited.serverName(rule) == null) {
      problem(
          path + ".tls.serverName",
          null,
          "a host name, as the upstream is https and the host depends on the request");
    }
  }

  private void documentTls() {
    RulesDocument document = inherited.document();
    keyPair("tls", document.tls());
    Upstream upstream = document.upstream();
    boolean onlyHttp =
        upstream != null
            && upstream.scheme() == Scheme.HTTP
            && document.rules().stream()
                .map(Rule::upstream)
                .allMatch(it -> it == null || it.scheme() == Scheme.HTTP);
    if (onlyHttp && !document.tls().equals(TlsSettings.NONE)) {
      problem("tls", String.valueOf(upstream), "tls with an https upstream only");
    }
    boolean https = upstream != null && upstream.scheme() == Scheme.HTTPS;
    if (https && document.unmatched() == Unmatched.PASS && document.tls().serverName() == null) {
      problem("tls.serverName", null, SERVER_NAME_FOR_UNMATCHED);
    }
  }

  private void keyPair(String path, TlsSettings tls) {
    if (tls.certificateFile() == null && tls.keyFile() != null) {
      problem(path + ".certificateFile", null, "the certificate of keyFile");
    }
    if (tls.certificateFile() != null && tls.keyFile() == null) {
      problem(path + ".keyFile", null, "the key of certificateFile");
    }
  }

  private boolean mayNameHost(String field) {
    return !field.equalsIgnoreCase("Host")
        && !ConnectionFields.covers(field)
        && !inherited.masked().covers(field);
  }

  private static boolean onlyWildcards(Rule rule) {
    List<HostPattern> hosts = rule.match().hosts();
    return !hosts.isEmpty() && hosts.stream().allMatch(HostPattern.Wildcard.class::isInstance);
  }

  private void problem(String path, @Nullable String found, String expected) {
    problems.add(new Problem(path, found, expected, 0, 0));
  }
}
