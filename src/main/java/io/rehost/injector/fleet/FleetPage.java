package io.rehost.injector.fleet;

import static java.util.stream.Collectors.joining;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A report as a page: one table, no script, nothing from elsewhere. Everything that comes from the
 * cluster is escaped. The roles are those that the elements have anyway, but lose when they are
 * shown as blocks on a narrow screen. To be served with {@link #CONTENT_SECURITY_POLICY}. Pure.
 */
public final class FleetPage {
  /** The media type of {@link #of}. */
  public static final String CONTENT_TYPE = "text/html; charset=utf-8";

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--line:#c8ccd0;--ok:#0a6b2d;--bad:#a51616;--warn:#7a4b00}
      @media (prefers-color-scheme:dark){:root{--line:#4a4f55;--ok:#6fd896;--bad:#ff9b90;--warn:#f2c063}}
      body{font:1rem/1.45 system-ui,sans-serif;margin:0 auto;max-width:80rem;padding:1rem}
      h1{font-size:1.4rem;margin:0 0 .5rem}
      ul{padding-left:1.2rem}
      table{border-collapse:collapse;width:100%}
      caption{text-align:left;padding-bottom:.5rem}
      th,td{border-top:1px solid var(--line);padding:.4rem .8rem .4rem 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}
      code{font:.9em ui-monospace,monospace;white-space:nowrap}
      thead th{white-space:nowrap}
      .current{color:var(--ok)}.outdated{color:var(--warn)}.no-rules,.unreachable{color:var(--bad)}
      .state{font-weight:600;white-space:nowrap}
      p.note{margin:.2rem 0}
      @media (max-width:48rem){
      thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
      table,tbody,tr,th,td,caption{display:block}
      tr{border-top:2px solid var(--line);padding:.5rem 0}
      th,td{border:0;padding:.1rem 0}
      td[data-label]::before{content:attr(data-label) ": ";opacity:.75}
      }
      """;

  /** Allows this page's own style and nothing else: no script, no frames, no requests. */
  public static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
          .formatted(sha256(STYLE));

  private FleetPage() {}

  /** The whole page. */
  public static String of(FleetReport report) {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Rehost fleet: %1$s</title>
        <style>%2$s</style>
        </head>
        <body>
        <main>
        <h1>Fleet</h1>
        <p>%1$s, as of <time datetime="%3$s">%3$s</time>. <a href="">Look again</a></p>
        %4$s%5$s</main>
        </body>
        </html>
        """
        .formatted(
            escape(summary(report)),
            STYLE,
            escape(report.at().toString()),
            groups(report),
            table(report));
  }

  private static String groups(FleetReport report) {
    String items =
        report.groups().stream()
            .map(group -> "<li>" + escape(group.toString()) + "</li>\n")
            .collect(joining());
    return items.isEmpty() ? "" : "<ul>\n" + items + "</ul>\n";
  }

  private static String table(FleetReport report) {
    if (report.pods().isEmpty()) {
      return """
          <p>No pod has the sidecar. Annotate one with <code>rehost.io/inject: "true"</code>.</p>
          """;
    }
    String heads =
        Stream.of("Pod", "State", "Rules", "In force", "Expected", "Rejected", "Notes")
            .map(head -> "<th role=\"columnheader\" scope=\"col\">" + head + "</th>")
            .collect(joining());
    return """
        <table role="table">
        <caption>Pods with the sidecar</caption>
        <thead role="rowgroup"><tr role="row">%s</tr></thead>
        <tbody role="rowgroup">
        %s</tbody>
        </table>
        """
        .formatted(heads, report.pods().stream().map(FleetPage::row).collect(joining()));
  }

  private static String summary(FleetReport report) {
    int pods = report.pods().size();
    String text = "%d of %d pods current".formatted(report.current(), pods);
    if (report.unreachable() > 0) {
      text += ", %d unreachable".formatted(report.unreachable());
    }
    if (report.needingRestart() > 0) {
      text += ", %d to be made anew".formatted(report.needingRestart());
    }
    return text;
  }

  private static String row(PodReport pod) {
    String state = pod.state().toString();
    return "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">"
        + escape(pod.namespace() + "/" + pod.name())
        + "</th>"
        + "<td role=\"cell\" data-label=\"State\" class=\"state "
        + state
        + "\">"
        + state.replace('-', ' ')
        + "</td>"
        + cell("Rules", escape(String.join(", ", pod.rules())))
        + cell("In force", code(pod.hash()))
        + cell("Expected", code(pod.expectedHash()))
        + cell("Rejected", pod.rejections() == null ? "–" : pod.rejections().toString())
        + notes(pod)
        + "</tr>\n";
  }

  private static String notes(PodReport pod) {
    StringBuilder notes = new StringBuilder();
    if (pod.reason() != null) {
      note(notes, pod.reason());
    }
    if (Boolean.FALSE.equals(pod.watchConnected())) {
      note(notes, "doesn't see edits: its watch is not connected");
    }
    for (PodReport.Rejected map : pod.rejected()) {
      note(notes, "configmap/" + map.configMap() + " not in force: " + shown(map.problems()));
    }
    pod.missingHosts()
        .forEach(
            (map, hosts) ->
                note(notes, "captures once it is made anew: " + String.join(", ", hosts)));
    return notes.isEmpty() ? "<td role=\"cell\"></td>" : "<td role=\"cell\">" + notes + "</td>";
  }

  private static String shown(List<String> problems) {
    String first = problems.getFirst();
    return problems.size() == 1 ? first : first + "; and " + (problems.size() - 1) + " more";
  }

  private static void note(StringBuilder notes, String text) {
    notes.append("<p class=\"note\">").append(escape(text)).append("</p>");
  }

  private static String cell(String label, String html) {
    return "<td role=\"cell\" data-label=\"" + label + "\">" + html + "</td>";
  }

  private static String code(@Nullable String text) {
    return text == null ? "–" : "<code>" + escape(text) + "</code>";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
