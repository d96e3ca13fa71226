package io.rehost.injector.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretFormTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ServiceNames NAMES = new ServiceNames("hook", "system");
  private static final Issuer ISSUER = new Issuer(NAMES, CertificateTiming.DEFAULT);
  private static final SecretForm FORM = new SecretForm(NAMES);

  private final Issued first = ISSUER.issue(NOW);
  private final Issued second = ISSUER.issue(NOW);
  private final Usable announced = Usable.serving(first, List.of()).announce(second);

  @Test
  void whatIsWrittenIsReadAgainInEachStage() {
    for (Usable content :
        List.of(
            Usable.serving(first, List.of()),
            announced,
            announced.switchTo(second),
            announced.switchTo(second).trustOnly(List.of(second.authority())))) {
      Usable read = usable(content);
      assertThat(read.bundle()).isEqualTo(content.bundle());
      assertThat(read.current()).isEqualTo(content.current());
      assertThat(read.next()).isEqualTo(content.next());
      assertThat(read).isEqualTo(content);
    }
  }

  @Test
  void aNewSecretIsOfTheTypeForTls() {
    Secret made = FORM.write("system", "rehost-webhook", announced);

    assertThat(made.getType()).isEqualTo("kubernetes.io/tls");
    assertThat(made.getData())
        .containsOnlyKeys("tls.crt", "tls.key", "ca.crt", "next.crt", "next.key");
  }

  @Test
  void whatElseIsInTheSecretStaysAndThePairThatWaitedGoes() {
    Secret with =
        new SecretBuilder(written(announced))
            .addToData("other", "eA==")
            .editMetadata()
            .addToLabels("team", "a")
            .addToAnnotations("note", "b")
            .endMetadata()
            .build();

    Secret after = FORM.write(with, announced.switchTo(second));

    assertThat(after.getData()).containsOnlyKeys("tls.crt", "tls.key", "ca.crt", "other");
    assertThat(after.getMetadata().getLabels()).isEqualTo(Map.of("team", "a"));
    assertThat(after.getMetadata().getAnnotations()).isEqualTo(Map.of("note", "b"));
  }

  @Test
  void anAnnotationAsksForARotationUntilItHasBegun() {
    Secret asked =
        new SecretBuilder(written(Usable.serving(first, List.of())))
            .editMetadata()
            .addToAnnotations("rehost.io/rotate", "now")
            .endMetadata()
            .build();

    Usable read = (Usable) FORM.read(asked, NOW).content();
    assertThat(read.rotationAsked()).isTrue();
    Secret begun = FORM.write(asked, read.announce(second));
    assertThat(begun.getMetadata().getAnnotations()).doesNotContainKey("rehost.io/rotate");
  }

  @Test
  void noSecretIsAbsent() {
    assertThat(FORM.read(null, NOW)).isEqualTo(new Stored("", new Content.Absent()));
  }

  /** The chart installs it so, to have it removed with the rest. */
  @Test
  void anEmptySecretHoldsNothingYetButIsWrittenOver() {
    Secret empty =
        new SecretBuilder()
            .withType("Opaque")
            .withNewMetadata()
            .withResourceVersion("7")
            .addToLabels("installed", "true")
            .endMetadata()
            .build();

    assertThat(FORM.read(empty, NOW)).isEqualTo(new Stored("7", new Content.Absent()));
    Secret filled = FORM.write(empty, announced);
    assertThat(filled.getType()).isEqualTo("Opaque");
    assertThat(filled.getMetadata().getLabels()).containsEntry("installed", "true");
    assertThat(FORM.read(filled, NOW).content()).isEqualTo(announced);
  }

  @Test
  void aSecretMadeByHandWithoutAuthoritiesCanNotBeServed() {
    assertThat(reason(without("ca.crt"))).isEqualTo("ca.crt: \"\" (expected: PEM)");
  }

  @Test
  void aDamagedCertificateCanNotBeServed() {
    assertThat(reason(with("tls.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n")))
        .isEqualTo("tls.crt: \"unreadable\" (expected: certificates in PEM)");
  }

  @Test
  void aDamagedKeyIsNotQuoted() {
    assertThat(reason(with("tls.key", "-----BEGIN PRIVATE KEY-----\nSECRET\n")))
        .isEqualTo("tls.key: \"unreadable\" (expected: an EC key in PEM, PKCS #8)");
  }

  @Test
  void theKeyOfAnotherCertificateCanNotBeServed() {
    assertThat(reason(with("tls.key", Pem.of(second.key()))))
        .isEqualTo("tls.key: \"another one's\" (expected: the key of tls.crt)");
  }

  @Test
  void aLeafOfAForeignAuthorityCanNotBeServed() {
    assertThat(reason(with("ca.crt", Pem.of(second.authority()))))
        .startsWith("tls.crt: \"issued by CN=rehost webhook CA ")
        .endsWith("\" (expected: issued by a CA in ca.crt)");
  }

  @Test
  void aLeafForOtherNamesCanNotBeServed() {
    Secret secret = written(Usable.serving(first, List.of()));

    Stored read = new SecretForm(new ServiceNames("hook", "elsewhere")).read(secret, NOW);

    assertThat(read.content())
        .isEqualTo(
            new Content.Unusable(
                "tls.crt: \"hook.system.svc, hook.system.svc.cluster.local, hook.system\""
                    + " (expected: hook.elsewhere.svc, hook.elsewhere.svc.cluster.local,"
                    + " hook.elsewhere)"));
  }

  @Test
  void anExpiredLeafCanNotBeServed() {
    Secret secret = written(Usable.serving(first, List.of()));

    assertThat(FORM.read(secret, NOW.plus(Duration.ofDays(91))).content())
        .isEqualTo(
            new Content.Unusable(
                "tls.crt: \"expires 2026-04-01T00:00:00Z\""
                    + " (expected: valid at 2026-04-02T00:00:00Z)"));
  }

  @Test
  void aWaitingPairThatIsDamagedIsAsGoodAsNone() {
    Secret secret =
        new SecretBuilder(written(announced)).addToData("next.key", encoded("x")).build();

    Usable read = (Usable) FORM.read(secret, NOW).content();

    assertThat(read.next()).isNull();
    assertThat(read.trustsOthers()).isTrue();
  }

  private Usable usable(Usable content) {
    return (Usable) FORM.read(written(content), NOW).content();
  }

  private String reason(Secret secret) {
    return ((Content.Unusable) FORM.read(secret, NOW).content()).reason();
  }

  private Secret with(String key, String text) {
    return new SecretBuilder(written(Usable.serving(first, List.of())))
        .addToData(key, encoded(text))
        .build();
  }

  private Secret without(String key) {
    return new SecretBuilder(written(Usable.serving(first, List.of()))).removeFromData(key).build();
  }

  private static Secret written(Usable content) {
    return new SecretBuilder(FORM.write("system", "rehost-webhook", content))
        .editMetadata()
        .withResourceVersion("7")
        .endMetadata()
        .build();
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
