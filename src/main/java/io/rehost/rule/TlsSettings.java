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

  /** These, and what they leave out from others; certificate and key come from one place. */
  TlsSettings or(TlsSettings others) {
    TlsSettings pair = certificateFile == null && keyFile == null ? others : this;
    return new TlsSettings(
        serverName == null ? others.serverName : serverName,
        verifyName == null ? others.verifyName : verifyName,
        caFile == null ? others.caFile : caFile,
        pair.certificateFile,
        pair.keyFile,
        insecureSkipVerify == null ? others.insecureSkipVerify : insecureSkipVerify);
  }

  /** With the defaults of the names and of {@code insecureSkipVerify}. */
  TlsIdentity identity(String defaultServerName) {
    String name = serverName == null ? defaultServerName : serverName;
    return new TlsIdentity(
        name,
        verifyName == null ? name : verifyName,
        caFile,
        certificateFile,
        keyFile,
        Boolean.TRUE.equals(insecureSkipVerify));
  }
}
