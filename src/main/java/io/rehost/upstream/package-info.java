/**
 * Connections to fixed origins: opened, kept and reused on the event loop that uses them.
 *
 * <p>A request's way to its origin is an {@link io.rehost.upstream.UpstreamStream}: an HTTP/1.1
 * connection for as long as it is in use (RFC 9112), or one stream of an HTTP/2 connection (RFC
 * 9113), which others share.
 *
 * <p>Entry type: {@link io.rehost.upstream.UpstreamPool}, one per event loop; nothing here is
 * shared between threads but the counts of {@link io.rehost.upstream.UpstreamQuotas}. A connection
 * is keyed by its {@link io.rehost.rule.Destination}, never by a name that a client chose.
 */
@NullMarked
package io.rehost.upstream;

import org.jspecify.annotations.NullMarked;
