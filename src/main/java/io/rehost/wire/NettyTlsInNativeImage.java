package io.rehost.wire;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.CipherSuiteFilter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextOption;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps OpenSSL out of a native executable, of which every class that can be reached has to link.
 * Quarkus does so for the signature that this method had up to Netty 4.1.130; the one of now is
 * called by everything that builds a client's TLS context. Never loaded by a JVM.
 */
@TargetClass(className = "io.netty.handler.ssl.SslContext")
final class NettyTlsInNativeImage {
  private NettyTlsInNativeImage() {}

  /** What Netty does for {@link SslProvider#JDK}, the only one there is here. */
  @Substitute
  static SslContext newClientContextInternal(
      SslProvider provider,
      @Nullable Provider sslContextProvider,
      X509Certificate @Nullable [] trustCert,
      @Nullable TrustManagerFactory trustManagerFactory,
      X509Certificate @Nullable [] keyCertChain,
      @Nullable PrivateKey key,
      @Nullable String keyPassword,
      @Nullable KeyManagerFactory keyManagerFactory,
      @Nullable Iterable<String> ciphers,
      CipherSuiteFilter cipherFilter,
      @Nullable ApplicationProtocolConfig apn,
      String @Nullable [] protocols,
      long sessionCacheSize,
      long sessionTimeout,
      boolean startTls,
      boolean enableOcsp,
      @Nullable SecureRandom secureRandom,
      @Nullable String keyStoreType,
      @Nullable String endpointIdentificationAlgorithm,
      Map.Entry<SslContextOption<?>, Object>[] options)
      throws SSLException {
    if (enableOcsp) {
      throw new IllegalArgumentException(
          "OCSP is not supported with this SslProvider: " + provider);
    }
    Object context =
        new JdkClientContext(
            sslContextProvider,
            trustCert,
            trustManagerFactory,
            keyCertChain,
            key,
            keyPassword,
            keyManagerFactory,
            ciphers,
            cipherFilter,
            apn,
            protocols,
            sessionCacheSize,
            sessionTimeout,
            secureRandom,
            keyStoreType,
            endpointIdentificationAlgorithm,
            new Resumption());
    return (SslContext) context;
  }

  @TargetClass(className = "io.netty.handler.ssl.JdkSslClientContext")
  static final class JdkClientContext {
    @Alias
    JdkClientContext(
        @Nullable Provider sslContextProvider,
        X509Certificate @Nullable [] trustCert,
        @Nullable TrustManagerFactory trustManagerFactory,
        X509Certificate @Nullable [] keyCertChain,
        @Nullable PrivateKey key,
        @Nullable String keyPassword,
        @Nullable KeyManagerFactory keyManagerFactory,
        @Nullable Iterable<String> ciphers,
        CipherSuiteFilter cipherFilter,
        @Nullable ApplicationProtocolConfig apn,
        String @Nullable [] protocols,
        long sessionCacheSize,
        long sessionTimeout,
        @Nullable SecureRandom secureRandom,
        @Nullable String keyStoreType,
        @Nullable String endpointIdentificationAlgorithm,
        Resumption resumption)
        throws SSLException {}
  }

  @TargetClass(className = "io.netty.handler.ssl.ResumptionController")
  static final class Resumption {
    @Alias
    Resumption() {}
  }
}
