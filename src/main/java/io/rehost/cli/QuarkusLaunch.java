package io.rehost.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.rehost.cli.settings.ReportSettings.LogLevel;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Runs a mode in Quarkus, with the settings that Quarkus takes part in. */
final class QuarkusLaunch {
  private static final Logger LOG = Logger.getLogger(QuarkusLaunch.class);
  private static final String OURS = "quarkus.log.category.\"io.rehost\".level";

  private QuarkusLaunch() {}

  /**
   * Runs until the application ends; once in a process.
   *
   * @param management where health and metrics are
   * @return the {@link ExitCode}
   */
  static int run(
      Class<? extends QuarkusApplication> application,
      InetSocketAddress management,
      LogLevel level) {
    apply(management, level);
    AtomicInteger code = new AtomicInteger(ExitCode.FAILED);
    Quarkus.run(
        application,
        (exitCode, failure) -> {
          code.set(exitCode);
          if (failure != null) {
            explain(failure, management);
          }
        });
    return code.get();
  }

  /** Hands them on as system properties, which win over every other source. Before its start. */
  private static void apply(InetSocketAddress management, LogLevel level) {
    System.setProperty("quarkus.management.host", management.getAddress().getHostAddress());
    System.setProperty("quarkus.management.port", Integer.toString(management.getPort()));
    System.setProperty(OURS, level.name());
    // Libraries stay quiet in our debug and trace, and are quieted with us.
    if (level.compareTo(LogLevel.INFO) < 0) {
      System.setProperty("quarkus.log.level", level.name());
    }
  }

  /** Says in one line why Quarkus did not start, or what defect ended it. */
  private static void explain(Throwable failure, InetSocketAddress management) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        LOG.error(StartCheck.taken("REHOST_MANAGEMENT", management, cause.getMessage()));
        return;
      }
    }
    LOG.error("failed", failure);
  }
}
