package io.rehost.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.rehost.rule.Decision;
import io.rehost.rule.Destination;
import io.rehost.rule.Match;
import io.rehost.rule.Protocol;
import io.rehost.rule.Rule;
import io.rehost.rule.TlsIdentity;
import io.rehost.rule.Upstream;
import io.rehost.rule.Upstream.Scheme;
import io.rehost.wire.FieldWalk;
import org.jspecify.annotations.Nullable;

/**
 * An overridden exchange, as far as the way back goes.
 *
 * @param clientHost null for an HTTP/1.0 client without Host
 */
record OverriddenExchange(
    @Nullable String clientHost, String override, String upstream, Rule.Response response) {

  static OverriddenExchange of(String clientHost, String override, String upstream) {
    return new OverriddenExchange(clientHost, override, upstream, Rule.Response.DEFAULT);
  }

  /** The value of that field that the client gets. */
  String field(String name, String value) {
    var unchecked = DefaultHttpHeadersFactory.headersFactory().withValidation(false);
    HttpHeaders returned = unchecked.newHeaders();
    FieldWalk field = FieldWalk.over(unchecked.newHeaders().add(name, value));
    while (field.next()) {
      ResponseRewrite.copy(field, returned, decision(), head());
    }
    return requireNonNull(returned.get(name));
  }

  private Decision.Override decision() {
    Rule plain = TestProxy.rule("r", Match.ANY, override);
    Rule rule =
        new Rule(
            plain.name(),
            plain.match(),
            plain.host(),
            plain.hostAllowed(),
            plain.upstream(),
            plain.tls(),
            plain.protocol(),
            response,
            plain.request(),
            plain.requestHeaders(),
            plain.responseHeaders(),
            plain.timeouts());
    Upstream origin = requireNonNull(Upstream.parse(upstream));
    TlsIdentity tls =
        switch (origin.scheme()) {
          case HTTP -> null;
          case HTTPS -> new TlsIdentity("a.test", "a.test", null, null, null, false);
        };
    return new Decision.Override(rule, new Destination(origin, tls, Protocol.AUTO), override);
  }

  private ClientHead head() {
    var request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    if (clientHost != null) {
      request.headers().add("Host", clientHost);
    }
    return requireNonNull(ClientHead.of(request, Scheme.HTTP));
  }
}
