package io.rehost.injector.certificates;

/** Is given the certificate and key to serve, at first and each time they change. */
@FunctionalInterface
public interface ServingPairListener {

  /**
   * From now on, new handshakes get this pair. Called on the thread of {@link OwnCertificates}, one
   * call at a time; if it throws, the pair is handed over again in the next round.
   *
   * @param certificatePem the leaf's certificate
   * @param keyPem its key, PKCS #8; never to be logged
   */
  void serve(String certificatePem, String keyPem);
}
