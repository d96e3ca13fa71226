/**
 * What there is to see of exchanges: metrics, the access log, and the heads that were really sent.
 *
 * <p>Everything here is an {@link io.rehost.proxy.ExchangeListener}, called on event loops: it
 * counts or hands over, and never blocks. Contract section 7; docs/observability.md for users.
 */
@NullMarked
package io.rehost.observe;

import org.jspecify.annotations.NullMarked;
