package io.rehost.rule;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The {@code tls} part of a rule or a document as written; null is "left out".
 *
 * @param serverName see {@link TlsIdentity}
 * @param verifyName see {@link TlsIdentity}
 */
public record TlsSettings(
    @Nullable String serverName,
    @Nullable String verifyName,
    @Nullable Path caFile,
    @Nullable Path certificateFile,
    @Nullable Path keyFile,
    @Nullable Boolean insecureSkipVerify) {
  /** Nothing written. */
  public static final TlsSettings NONE = new TlsSettings(null, null, null, null, null, null);
}
