package io.rehost.upstream;

import io.netty.channel.EventLoop;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.rehost.rule.Upstream;
import io.rehost.wire.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of upstreams: literals as they are, names by DNS for as long as their TTL.
 *
 * <p>The hosts file is not asked: in an injected pod it names the sidecar itself. {@code localhost}
 * is the loopback address (RFC 6761 6.3). Thread-safe; never blocks.
 */
final class AddressResolver {
  private static final HostsFileEntriesResolver LOCALHOST_ONLY =
      (name, types) -> "localhost".equalsIgnoreCase(name) ? InetAddress.getLoopbackAddress() : null;

  private final DnsAddressResolverGroup dns;

  AddressResolver(Transport transport) {
    dns =
        new DnsAddressResolverGroup(
            new DnsNameResolverBuilder()
                .datagramChannelType(transport.datagramChannel())
                .nameServerProvider(DnsServerAddressStreamProviders.platformDefault())
                .hostsFileEntriesResolver(LOCALHOST_ONLY));
  }

  Future<InetSocketAddress> resolve(EventLoop loop, Upstream upstream) {
    InetAddress literal = literal(upstream.host());
    return literal == null
        ? dns.getResolver(loop)
            .resolve(InetSocketAddress.createUnresolved(upstream.host(), upstream.port()))
        : loop.newSucceededFuture(new InetSocketAddress(literal, upstream.port()));
  }

  private static @Nullable InetAddress literal(String host) {
    return NetUtil.createInetAddressFromIpAddressString(host);
  }
}
