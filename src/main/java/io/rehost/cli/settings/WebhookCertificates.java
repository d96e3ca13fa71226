package io.rehost.cli.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where the webhooks have their certificate from. */
public sealed interface WebhookCertificates {

  /**
   * Made and rotated by the injector.
   *
   * @param secret name of the Secret that they are kept in
   * @param service name of the Service that the webhooks are called by
   * @param pods label selector of all replicas, which have to have a CA before it is used
   * @param settle between the steps of a rotation, for API servers and replicas to catch up
   */
  record Own(String secret, String service, String pods, Duration settle)
      implements WebhookCertificates {}

  /**
   * Made by someone else; read again when they change.
   *
   * @param certificate a PEM chain
   * @param key its private key in PEM
   * @param ca the PEM file that the caBundles are kept equal to; empty: someone else keeps them
   */
  record Files(Path certificate, Path key, Optional<Path> ca) implements WebhookCertificates {}

  /** How the chart labels them. */
  String PODS = "app.kubernetes.io/name=rehost,app.kubernetes.io/component=injector";

  /** What the two kinds are called. */
  enum Kind {
    OWN,
    FILES
  }

  /** The certificates; the reader knows what is wrong with them. */
  static WebhookCertificates read(SettingReader reader) {
    String key = "REHOST_WEBHOOK_CERTIFICATES";
    Kind kind = reader.read(key, Form.oneOf(Kind.class), Kind.OWN);
    Own own =
        new Own(
            reader.read("REHOST_WEBHOOK_SECRET", Form.OBJECT_NAME, "rehost-webhook"),
            reader.read("REHOST_WEBHOOK_SERVICE", Form.SERVICE, "rehost-webhook"),
            reader.read("REHOST_WEBHOOK_SELECTOR", Form.LABEL_SELECTOR, PODS),
            reader.read("REHOST_WEBHOOK_SETTLE", Quantities.TIMEOUT, Duration.ofMinutes(5)));
    Optional<Path> certificate = reader.find(ListenSettings.CERTIFICATE, Form.FILE);
    Optional<Path> privateKey = reader.find(ListenSettings.KEY, Form.FILE);
    Optional<Path> ca = reader.find("REHOST_WEBHOOK_CA", Form.FILE);
    return switch (kind) {
      case OWN -> own;
      case FILES -> {
        for (String needed : List.of(ListenSettings.CERTIFICATE, ListenSettings.KEY)) {
          if (!reader.isSet(needed)) {
            reader.reject(needed, "a PEM file's path, because " + key + " is files");
          }
        }
        yield certificate.isEmpty() || privateKey.isEmpty()
            ? own // never used: there is a problem
            : new Files(certificate.get(), privateKey.get(), ca);
      }
    };
  }

  /** One line for each setting that only the other kind of certificates would obey. */
  static List<String> withoutEffect(SettingReader reader, WebhookCertificates certificates) {
    return switch (certificates) {
      case Files _ -> List.of();
      case Own _ ->
          List.of(ListenSettings.CERTIFICATE, ListenSettings.KEY, "REHOST_WEBHOOK_CA").stream()
              .filter(reader::isSet)
              .map(key -> key + ": has no effect without REHOST_WEBHOOK_CERTIFICATES=files")
              .toList();
    };
  }
}
