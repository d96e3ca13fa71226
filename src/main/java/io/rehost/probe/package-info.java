/**
 * Asks an origin, on demand, whether it knows the Host that a rule sends: the same request with the
 * rule's Host and with one that nobody has, and a look at the certificate.
 *
 * <p>Entry type: {@link io.rehost.probe.VhostProbe}, which blocks and is never called on event
 * loops of the data plane. docs/rules.md for users.
 */
@NullMarked
package io.rehost.probe;

import org.jspecify.annotations.NullMarked;
