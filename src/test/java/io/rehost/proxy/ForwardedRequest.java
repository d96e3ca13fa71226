package io.rehost.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.rehost.rule.Cidr;
import io.rehost.rule.Upstream.Scheme;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request whose fields about the client are set.
 *
 * @param host null for an HTTP/1.0 client without Host
 */
record ForwardedRequest(@Nullable Forwarding settings, InetAddress peer, @Nullable String host) {
  /** A peer that is trusted by {@link #with}. */
  static final String PROXY = "10.1.2.3";

  /** A peer that is not. */
  static final String STRANGER = "192.0.2.60";

  /** One that comes from {@code peer} and names {@code a.test}. */
  static ForwardedRequest from(String peer, Forwarding.Fields fields) {
    return new ForwardedRequest(with(fields, false), InetAddress.ofLiteral(peer), "a.test");
  }

  /** Settings that trust 10.0.0.0/8 and fd00::/8. */
  static Forwarding with(Forwarding.Fields fields, boolean host) {
    return new Forwarding(
        fields,
        host,
        List.of(requireNonNull(Cidr.parse("10.0.0.0/8")), requireNonNull(Cidr.parse("fd00::/8"))));
  }

  ForwardedRequest to(@Nullable String otherHost) {
    return new ForwardedRequest(settings, peer, otherHost);
  }

  /** The same, with the client's Host told. */
  ForwardedRequest tellingHost() {
    Forwarding before = requireNonNull(settings);
    return new ForwardedRequest(
        new Forwarding(before.fields(), true, before.trusted()), peer, host);
  }

  /** The lines that the origin gets, without Host, for lines that the client sent. */
  List<String> sent(String... lines) {
    var request =
        new DefaultHttpRequest(
            host == null ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    if (host != null) {
      request.headers().add("Host", host);
    }
    for (String line : lines) {
      int colon = line.indexOf(": ");
      request.headers().add(line.substring(0, colon), line.substring(colon + 2));
    }
    var fields = request.headers().copy().remove("Host");
    ForwardedFields forwarded =
        ForwardedFields.of(
            settings, new PeerAddress(peer), requireNonNull(ClientHead.of(request, Scheme.HTTP)));
    requireNonNull(forwarded).set(fields);
    return fields.entries().stream()
        .map(field -> field.getKey() + ": " + field.getValue())
        .toList();
  }
}
