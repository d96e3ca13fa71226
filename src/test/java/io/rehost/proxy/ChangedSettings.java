package io.rehost.proxy;

import io.rehost.proxy.ProxySettings.Limits;
import io.rehost.proxy.ProxySettings.Timeouts;
import io.rehost.upstream.UpstreamSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Settings that differ from others in some points. */
final class ChangedSettings {
  List<InetSocketAddress> listen;
  int workers;
  Timeouts timeouts;
  Limits limits;
  UpstreamSettings upstream;
  @Nullable String loopId;
  @Nullable Forwarding forwarding;
  @Nullable String via;
  ProxySettings.@Nullable Tls tls;
  Set<String> upgrades;
  private final int retries;

  private ChangedSettings(ProxySettings from) {
    listen = from.listen();
    workers = from.workers();
    timeouts = from.timeouts();
    limits = from.limits();
    retries = from.retries();
    upstream = from.upstream();
    loopId = from.loopId();
    forwarding = from.forwarding();
    via = from.via();
    tls = from.tls();
    upgrades = from.upgrades();
  }

  private ProxySettings settings() {
    return new ProxySettings(
        listen,
        workers,
        timeouts,
        limits,
        retries,
        upstream,
        loopId,
        forwarding,
        via,
        tls,
        upgrades);
  }

  /** Settings in which nothing else is changed. */
  static UnaryOperator<ProxySettings> by(Consumer<ChangedSettings> change) {
    return from -> {
      ChangedSettings changed = new ChangedSettings(from);
      change.accept(changed);
      return changed.settings();
    };
  }

  static UnaryOperator<ProxySettings> listen(List<InetSocketAddress> listen) {
    return by(it -> it.listen = listen);
  }

  static UnaryOperator<ProxySettings> workers(int workers) {
    return by(it -> it.workers = workers);
  }

  static UnaryOperator<ProxySettings> limits(Limits limits) {
    return by(it -> it.limits = limits);
  }

  static UnaryOperator<ProxySettings> timeouts(int headMillis, int responseMillis) {
    Duration others = Duration.ofSeconds(60);
    return by(
        it ->
            it.timeouts =
                new Timeouts(
                    Duration.ofMillis(headMillis),
                    Duration.ofMillis(responseMillis),
                    others,
                    others));
  }

  static UnaryOperator<ProxySettings> idle(Duration idle) {
    return by(
        it ->
            it.timeouts =
                new Timeouts(
                    it.timeouts.head(), it.timeouts.response(), idle, it.timeouts.keepAlive()));
  }

  static UnaryOperator<ProxySettings> upgrades(String... names) {
    return by(it -> it.upgrades = Set.of(names));
  }

  static UnaryOperator<ProxySettings> upstream(
      int connections, int pending, Predicate<InetSocketAddress> allowed) {
    UpstreamSettings settings = TestProxy.upstream(connections, pending);
    return by(
        it ->
            it.upstream =
                new UpstreamSettings(
                    settings.connectTimeout(),
                    settings.idleTimeout(),
                    connections,
                    pending,
                    settings.maxHead(),
                    allowed));
  }

  static UnaryOperator<ProxySettings> loopId(@Nullable String loopId) {
    return by(it -> it.loopId = loopId);
  }

  static UnaryOperator<ProxySettings> forwarding(Forwarding forwarding) {
    return by(it -> it.forwarding = forwarding);
  }

  static UnaryOperator<ProxySettings> via(String via) {
    return by(it -> it.via = via);
  }

  static UnaryOperator<ProxySettings> tls(ProxySettings.Tls tls) {
    return by(it -> it.tls = tls);
  }
}
