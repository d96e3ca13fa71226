package io.rehost.cli;

import io.rehost.cli.settings.InjectorSettings;
import io.rehost.cli.settings.ListenSettings;
import io.rehost.cli.settings.Settings;
import io.rehost.cli.settings.WebhookCertificates;
import io.rehost.observe.AddressText;
import io.rehost.rule.Problem;
import io.rehost.rule.Upstream;
import io.rehost.wire.PemFiles;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with settings that are well-formed but can't work on this machine: files that are
 * not usable, addresses that are taken, an upstream that is not allowed. Asked before anything is
 * started, so that all of it is said at once.
 */
final class StartCheck {
  private final List<String> problems = new ArrayList<>();

  private StartCheck() {}

  /** One line for each problem; empty if there is none. */
  static List<String> problems(Settings settings) {
    StartCheck check = new StartCheck();
    settings.origin().upstream().ifPresent(upstream -> check.upstream(settings, upstream));
    ListenSettings listen = settings.listen();
    listen.plain().forEach(address -> check.address("REHOST_LISTEN", address));
    listen
        .tls()
        .ifPresent(
            tls -> {
              tls.addresses().forEach(address -> check.address("REHOST_LISTEN_TLS", address));
              check.files(tls.certificate(), tls.key());
            });
    check.address("REHOST_MANAGEMENT", listen.management());
    listen.console().ifPresent(address -> check.address("REHOST_CONSOLE", address));
    return List.copyOf(check.problems);
  }

  /** The same for the injector. */
  static List<String> problems(InjectorSettings settings) {
    StartCheck check = new StartCheck();
    check.address("REHOST_WEBHOOK", settings.webhook());
    switch (settings.certificates()) {
      case WebhookCertificates.Own _ -> {}
      case WebhookCertificates.Files(Path certificate, Path key, Optional<Path> ca) -> {
        check.files(certificate, key);
        ca.ifPresent(file -> check.certificates("REHOST_WEBHOOK_CA", file));
      }
    }
    check.address("REHOST_MANAGEMENT", settings.management());
    settings.console().ifPresent(address -> check.address("REHOST_CONSOLE", address));
    return List.copyOf(check.problems);
  }

  /** What is said of an address that could not be bound. */
  static String taken(String key, InetSocketAddress address, @Nullable String reason) {
    String why = Objects.requireNonNullElse(reason, "not available").toLowerCase(Locale.ROOT);
    String expected = "an address that is free here: " + why;
    return new Problem(key, AddressText.of(address), expected, 0, 0).toString();
  }

  private void upstream(Settings settings, Upstream upstream) {
    if (!DataPlane.defaults(settings).upstreamAllowed().test(upstream)) {
      String expected =
          settings.origin().allowed().isEmpty()
              ? "an address that is neither link-local nor this proxy's own"
              : "an address that REHOST_UPSTREAM_ALLOWED allows, never one of this proxy's own";
      problems.add(new Problem("REHOST_UPSTREAM", upstream.toString(), expected, 0, 0).toString());
    }
  }

  private void files(Path certificate, Path key) {
    boolean good = certificates("REHOST_TLS_CERTIFICATE", certificate);
    try {
      var unused = PemFiles.privateKey(key);
    } catch (IOException unusable) {
      good = false;
      problems.add("REHOST_TLS_KEY: " + unusable.getMessage());
    }
    try {
      if (good) {
        var unused = PemFiles.pair(certificate, key);
      }
    } catch (IOException mismatch) {
      problems.add("REHOST_TLS_KEY: " + mismatch.getMessage());
    }
  }

  private boolean certificates(String setting, Path file) {
    try {
      var unused = PemFiles.certificates(file);
      return true;
    } catch (IOException unusable) {
      problems.add(setting + ": " + unusable.getMessage());
      return false;
    }
  }

  /** Binds and lets go; what is taken in the meantime shows when it is bound for good. */
  private void address(String key, InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    boolean ipv4 = ip instanceof Inet4Address;
    if (!ipv4 && ip.isAnyLocalAddress()) {
      return; // the JDK would bind IPv4 with it, which may be taken without harm
    }
    var family = ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    try (ServerSocketChannel channel = ServerSocketChannel.open(family)) {
      channel.bind(address);
    } catch (IOException unavailable) {
      problems.add(taken(key, address, unavailable.getMessage()));
    } catch (UnsupportedOperationException withoutIpv6) {
      problems.add(taken(key, address, "no IPv6 on this machine"));
    }
  }
}
