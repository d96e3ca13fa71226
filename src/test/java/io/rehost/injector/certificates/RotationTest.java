package io.rehost.injector.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RotationTest {
  private static final CertificateTiming TIMING = CertificateTiming.DEFAULT;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = NOW.plus(TIMING.settle());
  private static final Rotation ROTATION = new Rotation(TIMING);
  private static final Issuer ISSUER = new Issuer(new ServiceNames("hook", "system"), TIMING);
  private static final Issued OLD = ISSUER.issue(NOW);
  private static final Issued NEW = ISSUER.issue(NOW);
  private static final Usable STEADY = Usable.serving(OLD, List.of());
  private static final Usable ANNOUNCED = STEADY.announce(NEW);
  private static final Usable SWITCHED = ANNOUNCED.switchTo(NEW);

  @Test
  void nothingIsReplacedAtOnce() {
    assertThat(ROTATION.next(new Content.Absent(), nothing(), NOW))
        .isEqualTo(new Step.Replace("there is none", List.of()));
  }

  @Test
  void whatIsReplacedKeepsTheAuthoritiesThatLive() {
    assertThat(ROTATION.next(new Content.Unusable("damaged"), trusting(null, OLD), NOW))
        .isEqualTo(new Step.Replace("damaged", List.of(OLD.authority())));
    assertThat(
            ROTATION.next(new Content.Unusable("damaged"), trusting(null, OLD), NOW.plus(days(91))))
        .isEqualTo(new Step.Replace("damaged", List.of()));
  }

  @Test
  void whatThisReplicaServesAndIsTrustedGoesBackIntoTheSecret() {
    assertThat(ROTATION.next(new Content.Absent(), trusting(OLD, OLD), NOW))
        .isEqualTo(new Step.Restore("there is none", OLD, List.of(OLD.authority())));
  }

  @Test
  void whatThisReplicaServesButNobodyTrustsDoesNotGoBack() {
    assertThat(ROTATION.next(new Content.Absent(), trusting(OLD, NEW), NOW))
        .isEqualTo(new Step.Replace("there is none", List.of(NEW.authority())));
  }

  @Test
  void whatThisReplicaServesButHasExpiredDoesNotGoBack() {
    assertThat(
            ROTATION.next(
                new Content.Absent(), trusting(OLD, OLD), NOW.plus(days(90)).plusSeconds(1)))
        .isInstanceOf(Step.Replace.class);
  }

  @Test
  void aPairIsLeftAloneUntilAThirdOfItsLifeIsLeft() {
    assertThat(ROTATION.next(STEADY, nothing(), NOW.plus(days(60)).minusSeconds(1)))
        .isEqualTo(new Step.Hold());
    assertThat(ROTATION.next(STEADY, nothing(), NOW.plus(days(60))))
        .isEqualTo(new Step.Announce("the old one expires 2026-04-01T00:00:00Z", STEADY));
  }

  @Test
  void aRotationThatIsAskedForBeginsAtOnce() {
    Usable asked = new Usable(OLD, null, List.of(), true);

    assertThat(ROTATION.next(asked, nothing(), NOW))
        .isEqualTo(new Step.Announce("asked for", asked));
  }

  @Test
  void anAnnouncedPairWaitsUntilItsAuthorityIsTrustedForTheSettlingTime() {
    assertThat(ROTATION.next(ANNOUNCED, nothing(), LATER)).isEqualTo(new Step.Hold());
    assertThat(ROTATION.next(ANNOUNCED, since(NOW, null), LATER.minusSeconds(1)))
        .isEqualTo(new Step.Hold());
    assertThat(ROTATION.next(ANNOUNCED, since(NOW, null), LATER))
        .isEqualTo(new Step.Switch("its CA is trusted", ANNOUNCED, NEW));
  }

  @Test
  void theOldAuthorityStaysUntilEveryReplicaServesTheNewLeafForTheSettlingTime() {
    assertThat(ROTATION.next(SWITCHED, since(NOW, null), LATER)).isEqualTo(new Step.Hold());
    assertThat(ROTATION.next(SWITCHED, since(NOW, NOW), LATER.minusSeconds(1)))
        .isEqualTo(new Step.Hold());
    assertThat(ROTATION.next(SWITCHED, since(NOW, NOW), LATER))
        .isEqualTo(
            new Step.Retire(
                "every replica serves the new one", SWITCHED, List.of(NEW.authority())));
  }

  @Test
  void anOldAuthorityThatHasExpiredByEveryClockGoesWhoeverCanNotBeAsked() {
    Issued fresh = ISSUER.issue(NOW.plus(days(45)));
    Usable switched = STEADY.announce(fresh).switchTo(fresh);
    Instant end = NOW.plus(days(90));

    assertThat(ROTATION.next(switched, nothing(), end.plus(TIMING.skew())))
        .isEqualTo(new Step.Hold());
    assertThat(ROTATION.next(switched, nothing(), end.plus(TIMING.skew()).plusSeconds(1)))
        .isEqualTo(new Step.Retire("an old CA has expired", switched, List.of(fresh.authority())));
  }

  @Test
  void aReplicaThatCanNotBeAskedDoesNotHoldUpTheNextPair() {
    assertThat(ROTATION.next(SWITCHED, nothing(), NOW.plus(days(60))))
        .isInstanceOf(Step.Announce.class);
  }

  @Test
  void theStagesTrustOldAndNewTogetherAndTheNewAloneAtLast() {
    Usable retired = SWITCHED.trustOnly(List.of(NEW.authority()));

    assertThat(STEADY.authorities()).containsExactly(OLD.authority());
    assertThat(ANNOUNCED.authorities()).containsExactly(OLD.authority(), NEW.authority());
    assertThat(ANNOUNCED.current()).isEqualTo(OLD);
    assertThat(SWITCHED.authorities()).containsExactly(OLD.authority(), NEW.authority());
    assertThat(SWITCHED.current()).isEqualTo(NEW);
    assertThat(retired.authorities()).containsExactly(NEW.authority());
    assertThat(retired.current()).isEqualTo(NEW);
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }

  private static Observed nothing() {
    return new Observed(List.of(), null, null, null);
  }

  private static Observed since(Instant trusted, @Nullable Instant served) {
    return new Observed(List.of(), trusted, served, null);
  }

  private static Observed trusting(@Nullable Issued serving, Issued trusted) {
    List<X509Certificate> authorities = List.of(trusted.authority());
    return new Observed(authorities, null, null, serving);
  }
}
