package io.rehost.upstream;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * What bounds the use of origins.
 *
 * @param connectTimeout until a connection stands
 * @param idleTimeout how long an unused connection is kept
 * @param maxConnections open connections to one destination, over all event loops; at least 1
 * @param maxPending requests that wait for a connection to one destination, on one event loop
 * @param maxHead bytes of a response head
 * @param addressAllowed which resolved addresses may be connected to; asked on event loops, before
 *     each connection
 */
public record UpstreamSettings(
    Duration connectTimeout,
    Duration idleTimeout,
    int maxConnections,
    int maxPending,
    int maxHead,
    Predicate<InetSocketAddress> addressAllowed) {}
