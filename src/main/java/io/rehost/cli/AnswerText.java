package io.rehost.cli;

import io.rehost.rule.Destination;
import io.rehost.rule.Explanation;
import io.rehost.rule.Explanation.Lost;
import io.rehost.rule.Protocol;
import io.rehost.rule.RuleInForce;
import io.rehost.rule.TlsIdentity;
import java.util.List;

/** {@code rehost explain} for people: what happens first, then why. */
final class AnswerText {
  private final StringBuilder text = new StringBuilder();

  private AnswerText() {}

  static String print(Answer answer) {
    AnswerText printer = new AnswerText();
    printer.result(answer.explanation());
    if (answer.sent() != null) {
      printer.sent(answer.sent());
    }
    printer.considered(answer.explanation());
    answer.warnings().forEach(warning -> printer.line("warning: " + warning));
    return printer.text.toString();
  }

  private void result(Explanation explanation) {
    RuleInForce rule = explanation.rule();
    String winner =
        rule == null
            ? "no rule matches"
            : "rule %s (%s, rules[%d])".formatted(rule.name(), rule.source(), rule.index());
    line(
        switch (explanation.result()) {
          case MATCHED -> "matched: " + winner;
          case PASSED -> "passed: " + winner + ", the client's own Host is kept";
          case REJECTED -> "rejected: " + winner;
        });
  }

  private void sent(Answer.Sent sent) {
    Destination destination = sent.destination();
    line("connects to: " + (destination == null ? "nothing yet, see below" : where(destination)));
    line("sends:");
    sent.head().forEach(field -> line("  " + field));
  }

  private static String where(Destination destination) {
    String address = destination.upstream().hostAndPort();
    TlsIdentity tls = destination.tls();
    String protocol = protocol(destination.protocol(), tls != null);
    if (tls == null) {
      return address + ", without TLS, " + protocol;
    }
    String trust =
        tls.insecureSkipVerify() ? "any certificate" : "certificate for " + tls.verifyName();
    return "%s, TLS with server name %s and %s, %s"
        .formatted(address, tls.serverName(), trust, protocol);
  }

  private static String protocol(Protocol protocol, boolean tls) {
    return switch (protocol) {
      case AUTO -> tls ? "HTTP/2 or HTTP/1.1 as the origin chooses" : "HTTP/1.1";
      case HTTP1 -> "HTTP/1.1";
      case H2, H2C -> "HTTP/2";
    };
  }

  private void considered(Explanation explanation) {
    List<Lost> lost = explanation.considered();
    if (!lost.isEmpty()) {
      line(
          explanation.rule() == null
              ? "rules that do not match:"
              : "rules before it that do not match:");
      lost.forEach(rule -> line("  " + rule.rule().name() + ": " + rule.failed()));
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
