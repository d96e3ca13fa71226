package io.rehost.injector.certificates;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Secret: {@code tls.crt} and {@code tls.key} are served, {@code ca.crt} holds the CAs in
 * force, {@code next.crt} and {@code next.key} wait for their CA to be trusted. Pure; keys are
 * never quoted.
 *
 * @param names that a leaf has to bear
 */
record SecretForm(ServiceNames names) {
  static final String CERTIFICATE = "tls.crt";
  static final String KEY = "tls.key";
  static final String AUTHORITIES = "ca.crt";
  static final String NEXT_CERTIFICATE = "next.crt";
  static final String NEXT_KEY = "next.key";

  /** With any value: begin a rotation. It is taken away when that has begun. */
  static final String ROTATE = "rehost.io/rotate";

  /**
   * @param secret as the API server gave it; null if there is none
   */
  Stored read(@Nullable Secret secret, Instant now) {
    if (secret == null) {
      return new Stored("", new Content.Absent());
    }
    return new Stored(secret.getMetadata().getResourceVersion(), content(secret, now));
  }

  private Content content(Secret secret, Instant now) {
    Map<String, String> data = Objects.requireNonNullElse(secret.getData(), Map.of());
    if (data.isEmpty()) {
      return new Content.Absent(); // as it is installed
    }
    LeafReader reader = new LeafReader(names, now);
    try {
      List<X509Certificate> authorities = reader.authorities(text(data, AUTHORITIES));
      Issued current =
          reader.pair(CERTIFICATE, text(data, CERTIFICATE), text(data, KEY), authorities);
      return new Usable(current, next(data, reader, authorities), authorities, asked(secret));
    } catch (LeafReader.Unfit e) {
      return new Content.Unusable(Objects.requireNonNullElse(e.getMessage(), "damaged"));
    }
  }

  /** A pair that is damaged is as good as none: its CA goes as those of former pairs do. */
  private static @Nullable Issued next(
      Map<String, String> data, LeafReader reader, List<X509Certificate> authorities) {
    if (!data.containsKey(NEXT_CERTIFICATE)) {
      return null;
    }
    try {
      return reader.pair(
          NEXT_CERTIFICATE, text(data, NEXT_CERTIFICATE), text(data, NEXT_KEY), authorities);
    } catch (LeafReader.Unfit e) {
      return null;
    }
  }

  private static boolean asked(Secret secret) {
    Map<String, String> annotations = secret.getMetadata().getAnnotations();
    return annotations != null && annotations.containsKey(ROTATE);
  }

  /** A new Secret of that name. */
  Secret write(String namespace, String name, Usable content) {
    Secret empty =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .endMetadata()
            .withType("kubernetes.io/tls")
            .build();
    return write(empty, content);
  }

  /** The Secret with this content; what else is in it stays. */
  Secret write(Secret secret, Usable content) {
    Map<String, String> data = new HashMap<>();
    data.putAll(Objects.requireNonNullElse(secret.getData(), Map.of()));
    put(data, CERTIFICATE, Pem.of(content.current().certificate()));
    put(data, KEY, Pem.of(content.current().key()));
    put(data, AUTHORITIES, content.bundle());
    Issued next = content.next();
    if (next == null) {
      data.remove(NEXT_CERTIFICATE);
      data.remove(NEXT_KEY);
    } else {
      put(data, NEXT_CERTIFICATE, Pem.of(next.certificate()));
      put(data, NEXT_KEY, Pem.of(next.key()));
    }
    SecretBuilder builder = new SecretBuilder(secret).withData(data);
    return content.rotationAsked()
        ? builder.build()
        : builder.editMetadata().removeFromAnnotations(ROTATE).endMetadata().build();
  }

  private static void put(Map<String, String> data, String key, String text) {
    data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String text(Map<String, String> data, String key) throws LeafReader.Unfit {
    String encoded = data.get(key);
    if (encoded == null || encoded.isEmpty()) {
      throw new LeafReader.Unfit(key, "", "PEM", null);
    }
    try {
      return new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      throw new LeafReader.Unfit(key, "not Base64", "PEM", e);
    }
  }
}
