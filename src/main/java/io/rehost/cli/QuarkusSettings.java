package io.rehost.cli;

import io.rehost.cli.settings.ReportSettings.LogLevel;
import io.rehost.cli.settings.Settings;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.jboss.logging.Logger;

/** The settings that Quarkus takes part in: management port and log level. */
final class QuarkusSettings {
  private static final Logger LOG = Logger.getLogger(QuarkusSettings.class);
  private static final String OURS = "quarkus.log.category.\"io.rehost\".level";

  private QuarkusSettings() {}

  /** Hands them on as system properties, which win over every other source. Before its start. */
  static void apply(Settings settings) {
    InetSocketAddress management = settings.listen().management();
    System.setProperty("quarkus.management.host", management.getAddress().getHostAddress());
    System.setProperty("quarkus.management.port", Integer.toString(management.getPort()));
    LogLevel level = settings.report().logLevel();
    System.setProperty(OURS, level.name());
    // Libraries stay quiet in our debug and trace, and are quieted with us.
    if (level.compareTo(LogLevel.INFO) < 0) {
      System.setProperty("quarkus.log.level", level.name());
    }
  }

  /** Says in one line why Quarkus did not start, or what defect ended it. */
  static void explain(Throwable failure, Settings settings) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        LOG.error(
            StartCheck.taken(
                "REHOST_MANAGEMENT", settings.listen().management(), cause.getMessage()));
        return;
      }
    }
    LOG.error("failed", failure);
  }
}
