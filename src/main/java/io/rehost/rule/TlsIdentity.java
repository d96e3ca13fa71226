package io.rehost.rule;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whom a TLS connection to an origin asks for and believes; part of the key under which connections
 * are reused, so never a name that a client chose.
 *
 * @param serverName the server name indication (RFC 6066 3)
 * @param verifyName the name that the certificate must bear (RFC 9525)
 * @param caFile trust anchors in PEM; null for the system's
 * @param certificateFile the client certificate chain in PEM; null for none
 * @param keyFile its private key in PEM; null exactly if {@code certificateFile} is
 * @param insecureSkipVerify whether any certificate is accepted
 */
public record TlsIdentity(
    String serverName,
    String verifyName,
    @Nullable Path caFile,
    @Nullable Path certificateFile,
    @Nullable Path keyFile,
    boolean insecureSkipVerify) {}
