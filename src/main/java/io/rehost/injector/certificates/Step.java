package io.rehost.injector.certificates;

import java.security.cert.X509Certificate;
import java.util.List;

/** What a rotation does next. */
sealed interface Step {

  /** The Secret gets another content. */
  sealed interface Write extends Step {
    /** Why, for the log. */
    String reason();
  }

  /** Nothing for now. */
  record Hold() implements Step {}

  /**
   * Nothing usable is there, and this replica serves nothing that is trusted: a new pair at once.
   *
   * @param kept CAs that the webhook configurations trust and that live on
   */
  record Replace(String reason, List<X509Certificate> kept) implements Write {}

  /**
   * Nothing usable is there, but what this replica serves is trusted: it goes back into the Secret,
   * and a rotation begins.
   */
  record Restore(String reason, Issued serving, List<X509Certificate> kept) implements Write {}

  /** A rotation begins: a new pair, of which only the CA shows. */
  record Announce(String reason, Usable from) implements Write {}

  /** The announced pair is served from now on. */
  record Switch(String reason, Usable from, Issued next) implements Write {}

  /** Only these CAs are trusted from now on. */
  record Retire(String reason, Usable from, List<X509Certificate> kept) implements Write {}
}
