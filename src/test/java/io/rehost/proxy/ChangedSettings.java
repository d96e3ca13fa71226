package io.rehost.proxy;

import io.rehost.proxy.ProxySettings.Limits;
import io.rehost.proxy.ProxySettings.Timeouts;
import io.rehost.upstream.UpstreamSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Settings that differ from others in one point. */
final class ChangedSettings {
  private ChangedSettings() {}

  static UnaryOperator<ProxySettings> listen(List<InetSocketAddress> listen) {
    return it ->
        new ProxySettings(
            listen,
            it.workers(),
            it.timeouts(),
            it.limits(),
            it.retries(),
            it.upstream(),
            it.loopId(),
            it.forwarding(),
            it.via(),
            it.tls(),
            it.upgrades());
  }

  static UnaryOperator<ProxySettings> limits(Limits limits) {
    return it ->
        new ProxySettings(
            it.listen(),
            it.workers(),
            it.timeouts(),
            limits,
            it.retries(),
            it.upstream(),
            it.loopId(),
            it.forwarding(),
            it.via(),
            it.tls(),
            it.upgrades());
  }

  static UnaryOperator<ProxySettings> timeouts(int headMillis, int responseMillis) {
    Timeouts timeouts =
        new Timeouts(
            Duration.ofMillis(headMillis),
            Duration.ofMillis(responseMillis),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));
    return it ->
        new ProxySettings(
            it.listen(),
            it.workers(),
            timeouts,
            it.limits(),
            it.retries(),
            it.upstream(),
            it.loopId(),
            it.forwarding(),
            it.via(),
            it.tls(),
            it.upgrades());
  }

  static UnaryOperator<ProxySettings> idle(Duration idle) {
    return it ->
        new ProxySettings(
            it.listen(),
            it.workers(),
            new Timeouts(
                it.timeouts().head(), it.timeouts().response(), idle, it.timeouts().keepAlive()),
            it.limits(),
            it.retries(),
            it.upstream(),
            it.loopId(),
            it.forwarding(),
            it.via(),
            it.tls(),
            it.upgrades());
  }

  static UnaryOperator<ProxySettings> upgrades(String... names) {
    return it ->
        new ProxySettings(
            it.listen(),
            it.workers(),
            it.timeouts(),
            it.limits(),
            it.retries(),
            it.upstream(),
            it.loopId(),
            it.forwarding(),
            it.via(),
            it.tls(),
            Set.of(names));
  }

  static UnaryOperator<ProxySettings> upstream(
      int connections, int pending, Predicate<InetSocketAddress> allowed) {
    UpstreamSettings settings = TestProxy.upstream(connections, pending);
    return it ->
        new ProxySettings(
            it.listen(),
            it.workers(),
            it.timeouts(),
            it.limits(),
            it.retries(),
            new UpstreamSettings(
                settings.connectTimeout(),
                settings.idleTimeout(),
                connections,
                pending,
                settings.maxHead(),
                allowed),
            it.loopId(),
            it.forwarding(),
            it.via(),
            it.tls(),
            it.upgrades());
  }

  static UnaryOperator<ProxySettings> loopId(@Nullable String loopId) {
    return it ->
        new ProxySettings(
            it.listen(),
            it.workers(),
            it.timeouts(),
            it.limits(),
            it.retries(),
            it.upstream(),
            loopId,
            it.forwarding(),
            it.via(),
            it.tls(),
            it.upgrades());
  }

  static UnaryOperator<ProxySettings> forwarding(Forwarding forwarding) {
    return it ->
        new ProxySettings(
            it.listen(),
            it.workers(),
            it.timeouts(),
            it.limits(),
            it.retries(),
            it.upstream(),
            it.loopId(),
            forwarding,
            it.via(),
            it.tls(),
            it.upgrades());
  }

  static UnaryOperator<ProxySettings> via(String via) {
    return it ->
        new ProxySettings(
            it.listen(),
            it.workers(),
            it.timeouts(),
            it.limits(),
            it.retries(),
            it.upstream(),
            it.loopId(),
            it.forwarding(),
            via,
            it.tls(),
            it.upgrades());
  }

  static UnaryOperator<ProxySettings> tls(ProxySettings.Tls tls) {
    return it ->
        new ProxySettings(
            it.listen(),
            it.workers(),
            it.timeouts(),
            it.limits(),
            it.retries(),
            it.upstream(),
            it.loopId(),
            it.forwarding(),
            it.via(),
            tls,
            it.upgrades());
  }
}
