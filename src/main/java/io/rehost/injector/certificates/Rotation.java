package io.rehost.injector.certificates;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides the next step of a rotation; pure. What it keeps true: no replica ever serves a leaf
 * whose CA wasn't in the caBundle for at least {@code settle} before, and no CA leaves it that a
 * replica may still serve a leaf of. Steps may be taken twice or by two leaders, so long as each is
 * written only over what it was decided on.
 *
 * @param timing how long to wait
 */
record Rotation(CertificateTiming timing) {

  Step next(Content content, Observed seen, Instant now) {
    return switch (content) {
      case Content.Absent() -> replace("there is none", seen, now);
      case Content.Unusable(String reason) -> replace(reason, seen, now);
      case Usable usable -> rotate(usable, seen, now);
    };
  }

  /** The content that a step writes; {@code issuer} is asked if it needs a new pair. */
  Usable apply(Step.Write step, Issuer issuer, Instant now) {
    return switch (step) {
      case Step.Replace(String _, List<X509Certificate> kept) ->
          Usable.serving(issuer.issue(now), kept);
      case Step.Restore(String _, Issued serving, List<X509Certificate> kept) ->
          Usable.serving(serving, kept).announce(issuer.issue(now));
      case Step.Announce(String _, Usable from) -> from.announce(issuer.issue(now));
      case Step.Switch(String _, Usable from, Issued next) -> from.switchTo(next);
      case Step.Retire(String _, Usable from, List<X509Certificate> kept) -> from.trustOnly(kept);
    };
  }

  private Step replace(String reason, Observed seen, Instant now) {
    List<X509Certificate> live =
        seen.trusted().stream().filter(authority -> !over(authority, now)).toList();
    Issued serving = seen.serving();
    if (serving != null
        && Issued.validAt(serving.certificate(), now)
        && live.contains(serving.authority())) {
      return new Step.Restore(reason, serving, live);
    }
    return new Step.Replace(reason, live);
  }

  private Step rotate(Usable usable, Observed seen, Instant now) {
    Issued next = usable.next();
    if (next != null) {
      return settled(seen.trustedSince(), now)
          ? new Step.Switch("its CA is trusted", usable, next)
          : new Step.Hold();
    }
    if (usable.rotationAsked()) {
      return new Step.Announce("asked for", usable);
    }
    // Also while older CAs wait to go: a replica that can't be asked mustn't hold up the next pair.
    if (!now.isBefore(usable.current().expires().minus(timing.renewBefore()))) {
      return new Step.Announce("the old one expires " + usable.current().expires(), usable);
    }
    return retire(usable, seen, now);
  }

  private Step retire(Usable usable, Observed seen, Instant now) {
    if (!usable.trustsOthers()) {
      return new Step.Hold();
    }
    if (settled(seen.servedSince(), now)) {
      return new Step.Retire(
          "every replica serves the new one", usable, List.of(usable.current().authority()));
    }
    List<X509Certificate> live =
        usable.authorities().stream().filter(authority -> !over(authority, now)).toList();
    return live.size() == usable.authorities().size()
        ? new Step.Hold()
        : new Step.Retire("an old CA has expired", usable, live);
  }

  private boolean settled(@Nullable Instant since, Instant now) {
    return since != null && !now.isBefore(since.plus(timing.settle()));
  }

  /** Expired by every clock. */
  private boolean over(X509Certificate authority, Instant now) {
    return now.isAfter(Issued.ends(authority).plus(timing.skew()));
  }
}
