package io.rehost.cli;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.rehost.probe.ProbeReport;
import io.rehost.probe.VhostProbe;
import io.rehost.proxy.ClientHead;
import io.rehost.proxy.OutboundHead;
import io.rehost.rule.Decision;
import io.rehost.rule.Destination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the origin of an answer, with a request that changes nothing there. */
final class AnswerProbe {
  /** Why there may be no report, in words. */
  static final String NOBODY = "not probed: nothing would be sent, so there is no origin to ask";

  /**
   * Fields that would be wrong without the content or the upgrade, or that let an origin answer
   * something else than the page: conditions (RFC 9110 13), ranges (14), codings (12.5.3).
   */
  private static final List<String> OMITTED =
      List.of(
          "Connection",
          "Content-Length",
          "Content-Type",
          "Content-Encoding",
          "Transfer-Encoding",
          "Trailer",
          "Expect",
          "TE",
          "Upgrade",
          "If-Match",
          "If-None-Match",
          "If-Modified-Since",
          "If-Unmodified-Since",
          "If-Range",
          "Range",
          "Accept-Encoding");

  private AnswerProbe() {}

  /**
   * Blocks until it is known.
   *
   * @return null if there is no origin to ask
   */
  static @Nullable ProbeReport run(Answer answer, VhostProbe probe) {
    Destination destination = answer.sent() == null ? null : answer.sent().destination();
    if (destination == null) {
      return null;
    }
    ClientHead head = SentHead.head(answer.request());
    return switch (answer.explanation().decision()) {
      case Decision.Override to -> probe.run(safe(OutboundHead.build(head, to, null)), destination);
      case Decision.Keep to -> probe.run(safe(OutboundHead.build(head, to, null)), destination);
      case Decision.Reject _ -> null;
    };
  }

  private static HttpRequest safe(HttpRequest request) {
    if (!request.method().equals(HttpMethod.HEAD)) {
      request.setMethod(HttpMethod.GET);
    }
    HttpHeaders fields = request.headers();
    OMITTED.forEach(fields::remove);
    return request;
  }
}
