package io.rehost.injector.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in memory with two replicas, whose API servers take a caBundle at any time up to the
 * settling time after it was written.
 */
final class World {
  static final CertificateTiming TIMING = CertificateTiming.DEFAULT;
  static final Issuer ISSUER = new Issuer(new ServiceNames("rehost-webhook", "rehost"), TIMING);

  /** A caBundle and when it was replaced; null while it is in force. */
  private record Bundle(List<X509Certificate> authorities, @Nullable Instant until) {}

  private final List<Bundle> bundles = new ArrayList<>();
  private final Map<Configuration.Kind, Configuration> configurations =
      new EnumMap<>(Configuration.Kind.class);

  /** Leaves made because nothing was served that could have been trusted. */
  private final Set<X509Certificate> emergencies = new HashSet<>();

  private final @Nullable Issued[] serving = new Issued[2];
  private final boolean[] unreachable = new boolean[2];
  private Stored secret = new Stored("", new Content.Absent());
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int version;

  World() {
    for (Configuration.Kind kind : Configuration.Kind.values()) {
      configurations.put(kind, new Configuration(kind, "0", List.of("")));
    }
  }

  Instant now() {
    return now;
  }

  Content content() {
    return secret.content();
  }

  @Nullable Issued serving(int replica) {
    return serving[replica];
  }

  void pass(Duration time) {
    now = now.plus(time);
    check();
  }

  void pickUp(int replica) {
    if (stored().content() instanceof Usable usable) {
      serving[replica] = usable.current();
    }
    check();
  }

  void restart(int replica) {
    serving[replica] = null;
    pickUp(replica);
  }

  void reach(int replica, boolean reachable) {
    unreachable[replica] = !reachable;
  }

  void deleteSecret() {
    secret = new Stored("", new Content.Absent());
  }

  void askForRotation() {
    if (secret.content() instanceof Usable(var current, var next, var authorities, boolean _)) {
      secret = new Stored(nextVersion(), new Usable(current, next, authorities, true));
    }
  }

  List<Configuration> configurations() {
    return List.copyOf(configurations.values());
  }

  /** As {@link SecretForm} judges it at this time. */
  Stored stored() {
    if (secret.content() instanceof Usable(var current, var next, var authorities, boolean asked)) {
      if (!Issued.validAt(current.certificate(), now)) {
        return new Stored(secret.version(), new Content.Unusable("expired"));
      }
      if (next != null && !Issued.validAt(next.certificate(), now)) {
        return new Stored(secret.version(), new Usable(current, null, authorities, asked));
      }
    }
    return secret;
  }

  boolean trust(Configuration read, String bundle) {
    Configuration current = configurations.get(read.kind());
    if (current == null || !current.version().equals(read.version())) {
      return false;
    }
    configurations.put(read.kind(), new Configuration(read.kind(), nextVersion(), List.of(bundle)));
    remember(current.bundles().getFirst());
    check();
    return true;
  }

  boolean store(Stored read, Usable content) {
    if (!read.version().equals(secret.version())) {
      return false;
    }
    boolean nothingUsable = !(stored().content() instanceof Usable);
    boolean restored = Arrays.asList(serving).contains(content.current());
    if (nothingUsable && !restored) {
      emergencies.add(content.current().certificate());
    }
    secret = new Stored(nextVersion(), content);
    return true;
  }

  List<Optional<X509Certificate>> served() {
    List<Optional<X509Certificate>> answers = new ArrayList<>();
    for (int i = 0; i < serving.length; i++) {
      Issued pair = serving[i];
      answers.add(
          pair == null || unreachable[i] ? Optional.empty() : Optional.of(pair.certificate()));
    }
    return answers;
  }

  private String nextVersion() {
    version++;
    return Integer.toString(version);
  }

  private void remember(String replaced) {
    bundles.add(new Bundle(parsed(replaced), now));
    bundles.removeIf(old -> old.until() != null && old.until().isBefore(settled()));
  }

  private Instant settled() {
    return now.minus(TIMING.settle());
  }

  private static List<X509Certificate> parsed(String bundle) {
    try {
      return Pem.certificates(bundle);
    } catch (java.security.cert.CertificateException e) {
      throw new AssertionError(e);
    }
  }

  /** The promise: what is served is trusted by each API server, however late it is. */
  private void check() {
    for (Issued pair : serving) {
      if (pair != null
          && Issued.validAt(pair.certificate(), now)
          && !emergencies.contains(pair.certificate())) {
        bundles.stream()
            .filter(old -> old.until() != null && old.until().isAfter(settled()))
            .forEach(old -> assertThat(old.authorities()).contains(pair.authority()));
        configurations
            .values()
            .forEach(
                configuration ->
                    assertThat(parsed(configuration.bundles().getFirst()))
                        .contains(pair.authority()));
      }
    }
  }
}
