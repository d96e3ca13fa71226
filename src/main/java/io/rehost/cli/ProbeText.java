package io.rehost.cli;

import io.rehost.probe.ProbeReport;
import io.rehost.probe.Reply;
import io.rehost.probe.Sight;
import org.jspecify.annotations.Nullable;

/** What {@code explain --probe} adds for people. */
final class ProbeText {
  private ProbeText() {}

  /**
   * Lines.
   *
   * @param report null if there was nobody to ask
   */
  static String print(@Nullable ProbeReport report) {
    if (report == null) {
      return AnswerProbe.NOBODY + "\n";
    }
    StringBuilder text = new StringBuilder();
    text.append("the origin's answer to ").append(report.method()).append(":\n");
    text.append(line(report.host(), report.reply()));
    text.append(line(report.otherHost(), report.otherReply()));
    if (report.certificate() instanceof Sight.Seen(var certificate)) {
      text.append("its certificate is for: ")
          .append(String.join(", ", certificate.names()))
          .append('\n');
    }
    if (Boolean.FALSE.equals(report.sameAnswer())) {
      text.append("the answers differ: it knows this Host, or its page changes each time\n");
    }
    report.warnings().forEach(it -> text.append("warning: ").append(it).append('\n'));
    return text.toString();
  }

  private static String line(String host, Reply reply) {
    return switch (reply) {
      case Reply.Answered answered -> "  " + host + ": " + answered.status() + "\n";
      case Reply.Failed failed -> "  " + host + ": " + failed.detail() + "\n";
    };
  }
}
