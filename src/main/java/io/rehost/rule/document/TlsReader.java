package io.rehost.rule.document;

import io.rehost.rule.TlsSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The {@code tls} part of a document or a rule. */
final class TlsReader {
  private TlsReader() {}

  /** {@link TlsSettings#NONE} if it is left out. */
  static TlsSettings read(Section parent, Origin origin) {
    Section tls = parent.section("tls", "a mapping, such as {serverName: www.example.com}");
    if (tls == null) {
      return TlsSettings.NONE;
    }
    String serverName = tls.text("serverName", HostForms.SERVER_NAME, HostForms::serverName);
    String verifyName = tls.text("verifyName", HostForms.VERIFY_NAME, HostForms::verifyName);
    Path caFile = file(tls, "caFile", origin);
    Path certificateFile = file(tls, "certificateFile", origin);
    Path keyFile = file(tls, "keyFile", origin);
    Boolean insecure = tls.flag("insecureSkipVerify");
    tls.rejectOtherKeys();
    return new TlsSettings(serverName, verifyName, caFile, certificateFile, keyFile, insecure);
  }

  private static @Nullable Path file(Section tls, String key, Origin origin) {
    return tls.text(key, FilePaths.expected(origin), FilePaths.from(origin));
  }
}
