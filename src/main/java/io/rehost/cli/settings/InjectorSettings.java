package io.rehost.cli.settings;

import io.rehost.cli.settings.ReportSettings.LogLevel;
import io.rehost.injector.ObjectNames;
import io.rehost.injector.SidecarDefaults;
import io.rehost.injector.webhook.PodAdmission.Refusal;
import io.rehost.rule.Problem;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that can be set from outside for mode {@code injector}, every default applied (keys
 * and defaults are in {@code docs/injector.md}). Immutable.
 *
 * @param refusal what happens to pods that can't be injected
 * @param webhook where the webhooks listen
 * @param configuration name of the two webhook configurations whose caBundles are kept
 * @param lease name of the Lease by which one replica is elected
 * @param namespace where Secret and Lease are; empty means the pod's own
 * @param podName this replica's name, unlike that of any other
 * @param management health and metrics
 * @param console the fleet; empty: closed
 * @param drain after SIGTERM, for reviews that have begun
 * @param drainDelay before that: readiness is down, reviews are still taken
 */
public record InjectorSettings(
    SidecarDefaults sidecar,
    Refusal refusal,
    InetSocketAddress webhook,
    WebhookCertificates certificates,
    String configuration,
    String lease,
    Optional<String> namespace,
    String podName,
    InetSocketAddress management,
    Optional<InetSocketAddress> console,
    LogLevel logLevel,
    Duration drain,
    Duration drainDelay) {
  private static final String WEBHOOK = "REHOST_WEBHOOK";
  private static final String POD_NAME = "REHOST_POD_NAME";

  /** API servers and nodes learn late that a pod is on its way out. */
  private static final Duration DRAIN_DELAY = Duration.ofSeconds(5);

  /** What came of reading the settings. */
  public sealed interface Result {}

  /**
   * All of them are right.
   *
   * @param warnings lines for the log, such as a key that looks like a slip of the pen
   */
  public record Accepted(InjectorSettings settings, List<String> warnings) implements Result {
    public Accepted {
      warnings = List.copyOf(warnings);
    }
  }

  /** Some are wrong: one problem for each, never empty. */
  public record Rejected(List<Problem> problems) implements Result {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Turns texts into settings, or says all that is wrong with them.
   *
   * @param texts by key, in the form of the environment ({@code REHOST_WEBHOOK}); a blank text
   *     counts as left out; keys that don't start with {@code REHOST_} are not looked at, but for
   *     {@code HOSTNAME}, which Kubernetes sets to the pod's name
   * @param version of this program, which the sidecar's image has too by default
   */
  public static Result parse(Map<String, String> texts, String version) {
    SettingReader reader = new SettingReader(texts);
    InjectorSettings settings = read(reader, version);
    if (!reader.problems().isEmpty()) {
      return new Rejected(reader.problems());
    }
    List<String> warnings = new ArrayList<>(Slips.warnings(texts.keySet(), reader.keys()));
    warnings.addAll(WebhookCertificates.withoutEffect(reader, settings.certificates()));
    return new Accepted(settings, warnings);
  }

  /** All settings; the reader knows what is wrong with them, and which keys there are. */
  static InjectorSettings read(SettingReader reader, String version) {
    InjectorSettings settings =
        new InjectorSettings(
            SidecarChoices.read(reader, version),
            reader.read("REHOST_INJECT_REFUSAL", Form.oneOf(Refusal.class), Refusal.DENY),
            reader.read(WEBHOOK, Addresses.LISTEN, ListenSettings.wildcard(10_250)),
            WebhookCertificates.read(reader),
            reader.read("REHOST_WEBHOOK_CONFIGURATION", Form.OBJECT_NAME, "rehost"),
            reader.read("REHOST_LEASE", Form.OBJECT_NAME, "rehost-injector"),
            reader.find("REHOST_NAMESPACE", Form.NAMESPACE),
            podName(reader),
            ListenSettings.management(reader),
            ListenSettings.console(reader),
            ReportSettings.logLevel(reader),
            TimeoutSettings.drain(reader),
            TimeoutSettings.drainDelay(reader, DRAIN_DELAY));
    BoundAddresses bound = new BoundAddresses();
    bound.add(WEBHOOK, settings.webhook());
    bound.add(ListenSettings.MANAGEMENT, settings.management());
    settings.console().ifPresent(address -> bound.add(ListenSettings.CONSOLE, address));
    bound.rejectOverlaps(reader);
    return settings;
  }

  private static String podName(SettingReader reader) {
    Optional<String> host = reader.find("HOSTNAME", Form.ANY_TEXT).filter(ObjectNames::isName);
    Optional<String> given = reader.find(POD_NAME, Form.OBJECT_NAME);
    if (!reader.isSet(POD_NAME) && host.isEmpty()) {
      reader.reject(POD_NAME, "the name of this pod, as HOSTNAME does not say it");
    }
    return given.or(() -> host).orElse("");
  }
}
