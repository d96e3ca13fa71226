package io.rehost.cli;

import io.rehost.cli.settings.ForwardingSettings;
import io.rehost.cli.settings.LimitSettings;
import io.rehost.cli.settings.OriginSettings;
import io.rehost.cli.settings.Settings;
import io.rehost.cli.settings.TimeoutSettings;
import io.rehost.probe.VhostProbe;
import io.rehost.proxy.Forwarding;
import io.rehost.proxy.ProxySettings;
import io.rehost.rule.Cidr;
import io.rehost.rule.Defaults;
import io.rehost.rule.FieldMask;
import io.rehost.rule.Upstream;
import io.rehost.rule.UpstreamPolicy;
import io.rehost.upstream.UpstreamSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings as rules and data plane want them. */
final class DataPlane {
  private DataPlane() {}

  /** What rules fall back to, and which addresses they may name. */
  static Defaults defaults(Settings settings) {
    OriginSettings origin = settings.origin();
    UpstreamPolicy policy = policy(settings);
    return new Defaults(
        origin.upstream().orElse(null),
        origin.serverName().orElse(null),
        origin.unmatched(),
        upstream -> allows(policy, upstream),
        mask(settings));
  }

  /** Fields whose values are never shown. */
  static FieldMask mask(Settings settings) {
    return FieldMask.DEFAULT.with(settings.report().mask());
  }

  /** What the data plane is told at its start. */
  static ProxySettings settings(Settings settings) {
    TimeoutSettings timeouts = settings.timeouts();
    LimitSettings limits = settings.limits();
    return new ProxySettings(
        settings.listen().plain(),
        settings.workers(),
        new ProxySettings.Timeouts(
            timeouts.head(), timeouts.response(), timeouts.idle(), timeouts.keepAlive()),
        new ProxySettings.Limits(limits.headBytes(), limits.connections()),
        settings.retries(),
        new UpstreamSettings(
            timeouts.connect(),
            timeouts.keepAlive(),
            limits.upstreamConnections(),
            limits.pending(),
            limits.headBytes(),
            policy(settings)::allows),
        settings.forwarding().loopId().orElse(null),
        forwarding(settings.forwarding()),
        settings.forwarding().via().orElse(null),
        settings
            .listen()
            .tls()
            .map(it -> new ProxySettings.Tls(it.addresses(), it.certificate(), it.key()))
            .orElse(null),
        upgrades(settings));
  }

  /** What asks origins on demand: as patient as the data plane, but ten seconds at most. */
  static VhostProbe probe(Settings settings) {
    Duration response = settings.timeouts().response();
    Duration most = Duration.ofSeconds(10);
    return new VhostProbe(
        settings(settings).upstream(), response.compareTo(most) < 0 ? response : most);
  }

  /** The protocols that connections may be upgraded to. */
  static Set<String> upgrades(Settings settings) {
    return Set.copyOf(settings.forwarding().upgrades());
  }

  private static @Nullable Forwarding forwarding(ForwardingSettings settings) {
    Forwarding.Fields fields =
        switch (settings.fields()) {
          case OFF -> null;
          case X_FORWARDED -> Forwarding.Fields.X_FORWARDED;
          case RFC7239 -> Forwarding.Fields.RFC7239;
          case BOTH -> Forwarding.Fields.BOTH;
        };
    return fields == null
        ? null
        : new Forwarding(fields, settings.host(), settings.trustedProxies());
  }

  private static UpstreamPolicy policy(Settings settings) {
    return new UpstreamPolicy(
        settings.origin().allowed(), settings.listen().all(), DataPlane::isLocal);
  }

  private static boolean allows(UpstreamPolicy policy, Upstream upstream) {
    InetAddress address = Cidr.address(upstream.host());
    return address == null || policy.allows(new InetSocketAddress(address, upstream.port()));
  }

  /** An address that can't be asked about counts as this machine's: the safe side. */
  private static boolean isLocal(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true;
    }
  }
}
