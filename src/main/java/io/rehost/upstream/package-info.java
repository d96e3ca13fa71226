/**
 * Connections to fixed origins: opened, kept and reused on the event loop that uses them.
 *
 * <p>Entry type: {@link io.rehost.upstream.UpstreamPool}, one per event loop; nothing here is
 * shared between threads but the counts of {@link io.rehost.upstream.UpstreamQuotas}. A connection
 * is keyed by its {@link io.rehost.rule.Destination}, never by a name that a client chose.
 */
@NullMarked
package io.rehost.upstream;

import org.jspecify.annotations.NullMarked;
