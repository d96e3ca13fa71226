package io.rehost.cli;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.rehost.proxy.ClientHead;
import io.rehost.proxy.OutboundHead;
import io.rehost.proxy.UpgradeRequest;
import io.rehost.rule.Decision;
import io.rehost.rule.Destination;
import io.rehost.rule.Upstream.Scheme;
import io.rehost.wire.Http2RequestHead;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The head that the origin would get for a typed request, in lines, built by what builds it for
 * real. What a running proxy says of itself and of its client (X-Forwarded-*, Forwarded, Via,
 * CDN-Loop) is not known here, as it depends on its settings and on the client's connection: fields
 * of these names are shown as they were typed.
 */
final class SentHead {
  private SentHead() {}

  /**
   * Loads what builds heads, beside what the caller does meanwhile: that takes a tenth of a second.
   * To set up logging for it would take as long again, and nothing is sent that could be logged of;
   * nor is direct memory, for one head off any network, worth the JDK's warning about it.
   */
  static void prepare() {
    System.setProperty("io.netty.noUnsafe", "true");
    InternalLoggerFactory.setDefaultFactory(new Silence());
    Thread.ofPlatform()
        .daemon()
        .name("rehost-prepare")
        .start(() -> new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
  }

  /** Which connections may carry the request: for an upgrade, those of HTTP/1.1. */
  static Destination destination(TypedRequest request, Destination to, Set<String> upgrades) {
    UpgradeRequest upgrade = head(request).upgrade(upgrades, to);
    return upgrade == null ? to : upgrade.overHttp1(to);
  }

  /**
   * The lines for a request whose Host is overridden.
   *
   * @param upgrades names of the protocols that may be upgraded to
   */
  static List<String> lines(
      TypedRequest request, Decision.Override decision, Set<String> upgrades) {
    ClientHead head = head(request);
    Destination to = decision.destination();
    return lines(OutboundHead.build(head, decision, head.upgrade(upgrades, to)), to);
  }

  /** The lines for a request that keeps its Host. */
  static List<String> lines(TypedRequest request, Decision.Keep decision, Set<String> upgrades) {
    ClientHead head = head(request);
    Destination to = decision.destination();
    return lines(OutboundHead.build(head, decision, head.upgrade(upgrades, to)), to);
  }

  /** The request as if a client had sent it. */
  static ClientHead head(TypedRequest request) {
    HttpRequest typed =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.method()), request.target());
    request.fields().forEach(field -> typed.headers().add(field.name(), field.value()));
    return requireNonNull(ClientHead.of(typed, Scheme.HTTP), "a typed request is well-formed");
  }

  private static List<String> lines(HttpRequest sent, Destination destination) {
    return switch (destination.protocol()) {
      case AUTO, HTTP1 -> http1(sent);
      case H2, H2C -> http2(sent, destination);
    };
  }

  private static List<String> http1(HttpRequest sent) {
    List<String> lines = new ArrayList<>();
    lines.add(sent.method() + " " + sent.uri() + " HTTP/1.1");
    sent.headers().forEach(field -> lines.add(field.getKey() + ": " + field.getValue()));
    return lines;
  }

  private static List<String> http2(HttpRequest sent, Destination destination) {
    List<String> lines = new ArrayList<>();
    Http2RequestHead.of(sent, destination.tls() != null)
        .forEach(field -> lines.add(field.getKey() + ": " + field.getValue()));
    return lines;
  }

  private static final class Silence extends InternalLoggerFactory {
    private static final InternalLogger SILENT =
        (InternalLogger)
            Proxy.newProxyInstance(
                InternalLogger.class.getClassLoader(),
                new Class<?>[] {InternalLogger.class},
                (logger, method, arguments) ->
                    method.getReturnType() == boolean.class ? Boolean.FALSE : null);

    @Override
    protected InternalLogger newInstance(String name) {
      return SILENT;
    }
  }
}
