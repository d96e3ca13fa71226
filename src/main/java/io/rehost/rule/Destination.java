package io.rehost.rule;

import org.jspecify.annotations.Nullable;

/**
 * Everything that decides which connections may carry a request: two requests with equal
 * destinations may share a connection, all others may not.
 *
 * @param upstream the address
 * @param tls null exactly if the upstream's scheme is http
 * @param protocol the HTTP version to speak
 */
public record Destination(Upstream upstream, @Nullable TlsIdentity tls, Protocol protocol) {}
