package io.rehost.proxy;

import io.netty.channel.EventLoop;
import io.rehost.rule.ActiveRules;
import io.rehost.upstream.UpstreamPool;
import java.util.Set;

/**
 * What the exchanges of one event loop share. Used on that loop only, except for {@link #loop}.
 *
 * @param index from 0
 * @param connections the clients that are connected through this loop
 */
record Worker(
    int index,
    EventLoop loop,
    UpstreamPool pool,
    ActiveRules rules,
    ProxySettings settings,
    ExchangeListener listener,
    DrainState drain,
    Set<ClientConnection> connections) {}
