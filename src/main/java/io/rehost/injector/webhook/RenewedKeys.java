package io.rehost.injector.webhook;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A server's key and certificate, which may be replaced between two handshakes and never within
 * one. (Vert.x's own way, {@code updateSSLOptions}, closes every connection that it accepts while
 * the next context is being made.) Any thread.
 */
final class RenewedKeys extends X509ExtendedKeyManager {
  /** A handshake under way may still ask for the one before. */
  private static final int KEPT = 2;

  private volatile List<Generation> generations = List.of();
  private long renewals;

  /** What is current for a time; its number begins the aliases that it has given. */
  private record Generation(long number, X509ExtendedKeyManager keys) {}

  /** Every handshake that begins after this is done with these. */
  synchronized void renew(X509ExtendedKeyManager keys) {
    Generation next = new Generation(++renewals, keys);
    generations = Stream.concat(Stream.of(next), generations.stream()).limit(KEPT).toList();
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return chosen(keys -> keys.chooseEngineServerAlias(keyType, issuers, engine));
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return chosen(keys -> keys.chooseServerAlias(keyType, issuers, socket));
  }

  private @Nullable String chosen(Function<X509ExtendedKeyManager, @Nullable String> choice) {
    List<Generation> now = generations;
    if (now.isEmpty()) {
      return null;
    }
    String alias = choice.apply(now.getFirst().keys);
    return alias == null ? null : now.getFirst().number + "." + alias;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return given(alias, X509ExtendedKeyManager::getCertificateChain);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return given(alias, X509ExtendedKeyManager::getPrivateKey);
  }

  /** How a generation is asked for what it has by its own alias. */
  private interface Question<T> {
    @Nullable T ask(X509ExtendedKeyManager keys, String alias);
  }

  private <T> @Nullable T given(String alias, Question<T> question) {
    int dot = alias.indexOf('.');
    for (Generation generation : generations) {
      if (alias.substring(0, dot).equals(Long.toString(generation.number))) {
        return question.ask(generation.keys, alias.substring(dot + 1));
      }
    }
    return null;
  }

  /** A server's keys are chosen one by one. */
  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  /** There are none for a client. */
  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  /** There are none for a client. */
  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
