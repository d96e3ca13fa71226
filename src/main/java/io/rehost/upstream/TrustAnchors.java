package io.rehost.upstream;

import io.rehost.wire.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The certificates that an origin's own must lead to. */
final class TrustAnchors {
  /** Where systems keep their CAs: Debian and Alpine, RHEL and Fedora, SUSE. */
  private static final List<Path> OF_SYSTEMS =
      Stream.of(
              "/etc/ssl/certs/ca-certificates.crt",
              "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
              "/etc/ssl/ca-bundle.pem")
          .map(Path::of)
          .toList();

  private TrustAnchors() {}

  /**
   * The file to read: the one given, else the system's; null if there is none and the JDK's own are
   * meant.
   */
  static @Nullable Path file(@Nullable Path given) {
    return given != null
        ? given
        : OF_SYSTEMS.stream().filter(Files::isReadable).findFirst().orElse(null);
  }

  /** Believes chains that lead to a certificate in {@code file}, or to one of the JDK's. */
  static X509ExtendedTrustManager in(@Nullable Path file) throws IOException {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(file == null ? null : store(PemFiles.certificates(file)));
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager anchors) {
          return anchors;
        }
      }
      throw new IllegalStateException("every Java platform has a PKIX trust manager");
    } catch (GeneralSecurityException e) {
      throw new IOException("trust anchors not usable: " + e.getMessage(), e);
    }
  }

  private static KeyStore store(List<X509Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("ca-" + i, certificates.get(i));
    }
    return store;
  }
}
