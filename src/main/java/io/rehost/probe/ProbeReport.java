package io.rehost.probe;

import io.rehost.probe.Reply.Answered;
import io.rehost.rule.Authority;
import io.rehost.rule.TlsIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a probe found.
 *
 * @param method GET or HEAD
 * @param host the Host that the rule sends
 * @param otherHost one that nobody has
 * @param tls null exactly if the origin is http
 * @param certificate null exactly if the origin is http
 */
public record ProbeReport(
    String method,
    String host,
    Reply reply,
    String otherHost,
    Reply otherReply,
    @Nullable TlsIdentity tls,
    @Nullable Sight certificate) {

  /**
   * Whether both Hosts got the same answer: status, Content-Type, Location and the first 64 KiB of
   * the body, both Hosts taken out of both, so that a redirection or an error page that repeats the
   * one it was asked for counts as the same. Other fields (Date, Set-Cookie, request ids) are not
   * looked at. Null if either failed: nothing can be said. A page that changes with each request
   * counts as another.
   */
  public @Nullable Boolean sameAnswer() {
    if (!(reply instanceof Answered one && otherReply instanceof Answered other)) {
      return null;
    }
    return one.status() == other.status()
        && one.contentType().equals(other.contentType())
        && withoutHosts(one.location()).equals(withoutHosts(other.location()))
        && withoutHosts(one.body()).equals(withoutHosts(other.body()));
  }

  private String withoutHosts(String text) {
    String either = Pattern.quote(name(host)) + "|" + Pattern.quote(name(otherHost));
    return Pattern.compile(either, Pattern.CASE_INSENSITIVE).matcher(text).replaceAll("");
  }

  /** Whether the certificate bears the Host that is sent; false if there is none to see. */
  public boolean certificateBearsHost() {
    return certificate instanceof Sight.Seen(var seen) && seen.bears(hostName());
  }

  /** What should be looked into, in sentences; empty if nothing. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (Boolean.TRUE.equals(sameAnswer())) {
      warnings.add(
          "the origin answers the same for any host: you are looking at its default virtual host"
              + " (or at a path that all its hosts answer alike)");
    }
    if (reply instanceof Reply.Failed(var _, String detail)) {
      warnings.add("no answer for " + host + ": " + detail);
    } else if (otherReply instanceof Reply.Failed(var _, String detail)) {
      warnings.add("no answer for " + otherHost + ", so nothing to compare with: " + detail);
    }
    if (reply instanceof Answered answered && answered.status() == 421) {
      warnings.add("421: the origin refuses " + host + " on this connection");
    }
    if (tls != null && certificate != null) {
      warnings.addAll(TlsWarnings.of(tls, certificate, hostName(), reply));
    }
    return List.copyOf(warnings);
  }

  private String hostName() {
    String name = name(host);
    return (name.startsWith("[") ? name.substring(1, name.length() - 1) : name)
        .toLowerCase(Locale.ROOT);
  }

  /** Without port. */
  private static String name(String host) {
    Authority authority = Authority.parse(host);
    return authority == null ? host : authority.host();
  }
}
