/**
 * HTTP on the wire: sockets, codecs and the check that stands between a codec and everything else.
 *
 * <p>The form in which messages leave this package is Netty's {@code HttpObject} model: a head,
 * then content, then last content. Whatever codec produces it has to pass the raw-byte vectors of
 * the tests. Specifications: RFC 9112 (HTTP/1.1). Everything runs on the event loop of its channel.
 */
@NullMarked
package io.rehost.wire;

import org.jspecify.annotations.NullMarked;
