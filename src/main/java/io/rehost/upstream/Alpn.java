package io.rehost.upstream;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.rehost.rule.Protocol;
import io.rehost.upstream.UpstreamFailure.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which protocols TLS with an origin offers (RFC 7301), and what the origin's choice means. */
final class Alpn {
  private Alpn() {}

  /** What a rule's protocol lets the origin choose from, best first. */
  static ApplicationProtocolConfig offer(Protocol protocol) {
    List<String> names =
        switch (protocol) {
          case AUTO -> List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
          case HTTP1, H2C -> List.of(ApplicationProtocolNames.HTTP_1_1);
          case H2 -> List.of(ApplicationProtocolNames.HTTP_2);
        };
    return new ApplicationProtocolConfig(
        ApplicationProtocolConfig.Protocol.ALPN,
        SelectorFailureBehavior.NO_ADVERTISE,
        SelectedListenerFailureBehavior.ACCEPT,
        names);
  }

  /** Whether the origin chose HTTP/2; one that chooses nothing speaks HTTP/1.1. */
  static boolean choseHttp2(@Nullable String chosen) {
    return ApplicationProtocolNames.HTTP_2.equals(chosen);
  }

  /** Why the choice is not one that the rule's protocol allows; null if it is. */
  static @Nullable UpstreamFailure check(Protocol protocol, @Nullable String chosen) {
    return protocol == Protocol.H2 && !choseHttp2(chosen)
        ? new UpstreamFailure(Kind.TLS_PROTOCOL, "the upstream does not choose HTTP/2 in ALPN")
        : null;
  }
}
