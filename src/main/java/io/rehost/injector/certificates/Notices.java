package io.rehost.injector.certificates;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** What a leader says in the log, each once until it is over. One thread. */
final class Notices {
  private static final Logger LOG = Logger.getLogger(Notices.class);

  private Set<Configuration.Kind> missing = EnumSet.noneOf(Configuration.Kind.class);
  private String waiting = "";
  private boolean unreadable;

  void configurations(List<Configuration> found) {
    Set<Configuration.Kind> absent = EnumSet.allOf(Configuration.Kind.class);
    found.forEach(configuration -> absent.remove(configuration.kind()));
    if (!absent.equals(missing)) {
      missing = absent;
      if (absent.isEmpty()) {
        LOG.info("webhook configurations found");
      } else {
        LOG.warnf("webhook configurations missing, looking again kinds=%s", absent);
      }
    }
  }

  void unreadableBundle() {
    if (!unreadable) {
      unreadable = true;
      LOG.warn("caBundle: unreadable (expected: certificates in PEM), replaced");
    }
  }

  /**
   * @param others how many serve something else, or can't be asked
   */
  void replicas(int all, long others) {
    String now =
        all == 0
            ? "old webhook CA kept: no pod is found that could be asked what it serves"
            : others > 0
                ? "old webhook CA kept: replicas=" + all + " notYetOnTheNewCertificate=" + others
                : "";
    if (!now.equals(waiting)) {
      waiting = now;
      if (!now.isEmpty()) {
        LOG.info(now);
      }
    }
  }

  void taken(Step.Write step, Usable content) {
    switch (step) {
      case Step.Replace replaced ->
          LOG.warnf(
              "webhook certificate made reason=\"%s\" %s", replaced.reason(), content.current());
      case Step.Restore restored ->
          LOG.warnf("webhook certificate restored, rotating reason=\"%s\"", restored.reason());
      case Step.Announce announced ->
          LOG.infof("webhook certificate announced reason=\"%s\"", announced.reason());
      case Step.Switch switched -> LOG.infof("webhook certificate switched %s", content.current());
      case Step.Retire retired ->
          LOG.infof("old webhook CA removed reason=\"%s\"", retired.reason());
    }
  }
}
