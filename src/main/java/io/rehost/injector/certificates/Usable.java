package io.rehost.injector.certificates;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * A Secret that can be served. Which stage a rotation is in is nowhere but in what it holds: with a
 * {@code next} pair it is announced; with CAs of other pairs it is switched, and they are to go.
 *
 * @param current the pair that every replica serves
 * @param next the pair to switch to; null unless a rotation is announced
 * @param authorities the CAs to be trusted, those of {@code current} and {@code next} among them
 * @param rotationAsked whether someone asked for a rotation
 */
record Usable(
    Issued current, @Nullable Issued next, List<X509Certificate> authorities, boolean rotationAsked)
    implements Content {

  Usable {
    SequencedSet<X509Certificate> all = new LinkedHashSet<>(authorities);
    all.add(current.authority());
    if (next != null) {
      all.add(next.authority());
    }
    authorities = List.copyOf(all);
  }

  /** Stage 0: one pair, and what is trusted beside its CA. */
  static Usable serving(Issued current, List<X509Certificate> alsoTrusted) {
    return new Usable(current, null, alsoTrusted, false);
  }

  /** Stage 1: the CA of {@code pair} is trusted beside the others; nobody serves it. */
  Usable announce(Issued pair) {
    return new Usable(current, pair, authorities, false);
  }

  /** Stage 2: {@code next} is served; the CA of what was served before is still trusted. */
  Usable switchTo(Issued announced) {
    return new Usable(announced, null, authorities, rotationAsked);
  }

  /** Stage 3: CAs of pairs that nobody serves are not trusted any more. */
  Usable trustOnly(List<X509Certificate> kept) {
    List<X509Certificate> rest = new ArrayList<>(authorities);
    rest.retainAll(kept);
    return new Usable(current, next, rest, rotationAsked);
  }

  /** CAs of pairs that were served before. */
  boolean trustsOthers() {
    return authorities.size() > (next == null ? 1 : 2);
  }

  /** What the caBundle of the webhook configurations has to be. */
  String bundle() {
    return Pem.of(authorities);
  }
}
