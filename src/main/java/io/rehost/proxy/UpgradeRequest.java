package io.rehost.proxy;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.rehost.rule.Destination;
import io.rehost.rule.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request that goes on to the origin asks to have its connection upgraded to (RFC 9110 7.8).
 * Upgrade and Connection speak of one hop only, so they are not relayed but written anew, with the
 * protocols that this proxy lets through. Pure.
 *
 * @param protocols as the client wrote them, name or name/version, in its order; at least one
 */
public record UpgradeRequest(List<String> protocols) {
  private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
  private static final Pattern PROTOCOL = Pattern.compile(TOKEN + "(/" + TOKEN + ")?");

  public UpgradeRequest {
    protocols = List.copyOf(protocols);
  }

  /**
   * What {@code request} asks for, if it can have it. A request that has content can't: the switch
   * would come in the middle of it. Nor can one that goes to its origin over HTTP/2, which knows no
   * Upgrade (RFC 9113 8.6).
   *
   * @param allowed names of protocols, in lower case
   * @return null if the request is sent without Upgrade
   */
  static @Nullable UpgradeRequest of(HttpRequest request, Set<String> allowed, Destination to) {
    HttpHeaders fields = request.headers();
    if (!fields.contains(UPGRADE)
        || !fields.containsValue(CONNECTION, UPGRADE, true)
        || !request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        || hasContent(fields)
        || !mayBeHttp1(to.protocol())) {
      return null;
    }
    List<String> protocols = members(fields);
    protocols.removeIf(protocol -> !allowed.contains(name(protocol)));
    return protocols.isEmpty() ? null : new UpgradeRequest(protocols);
  }

  private static boolean hasContent(HttpHeaders fields) {
    String length = fields.get(CONTENT_LENGTH);
    return fields.contains(TRANSFER_ENCODING) || (length != null && !length.equals("0"));
  }

  private static boolean mayBeHttp1(Protocol protocol) {
    return switch (protocol) {
      case AUTO, HTTP1 -> true;
      case H2, H2C -> false;
    };
  }

  /** The same origin by HTTP/1.1, where ALPN could choose HTTP/2. */
  public Destination overHttp1(Destination to) {
    return to.tls() == null || to.protocol() == Protocol.HTTP1
        ? to
        : new Destination(to.upstream(), to.tls(), Protocol.HTTP1);
  }

  /** The value of Upgrade to send. */
  String field() {
    return String.join(", ", protocols);
  }

  /**
   * Whether a 101 switches to what was asked for: it must name it, and nothing else (RFC 9110
   * 15.2.2).
   */
  boolean isGrantedBy(HttpResponse response) {
    List<String> chosen = members(response.headers());
    return response.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && response.headers().containsValue(CONNECTION, UPGRADE, true)
        && !chosen.isEmpty()
        && chosen.stream().allMatch(this::asksFor);
  }

  private boolean asksFor(String protocol) {
    return protocols.stream().anyMatch(protocol::equalsIgnoreCase);
  }

  /** The members of Upgrade; what is no protocol stays, and is like none. */
  private static List<String> members(HttpHeaders fields) {
    List<String> members = new ArrayList<>(1);
    for (String value : fields.getAll(UPGRADE)) {
      for (String member : value.split(",", -1)) {
        if (!member.isBlank()) {
          members.add(member.strip());
        }
      }
    }
    return members;
  }

  /** The name in lower case, without version; empty if it is no protocol. */
  private static String name(String protocol) {
    if (!PROTOCOL.matcher(protocol).matches()) {
      return "";
    }
    int slash = protocol.indexOf('/');
    return (slash < 0 ? protocol : protocol.substring(0, slash)).toLowerCase(Locale.ROOT);
  }
}
