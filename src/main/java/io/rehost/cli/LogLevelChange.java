package io.rehost.cli;

import io.rehost.cli.settings.ReportSettings.LogLevel;
import io.rehost.console.LogLevels;
import java.util.Arrays;
import java.util.Locale;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/** What {@code REHOST_LOG_LEVEL} sets at the start, changed while the process runs. */
final class LogLevelChange {
  private static final org.jboss.logging.Logger LOG =
      org.jboss.logging.Logger.getLogger(LogLevelChange.class);

  // held on to, as a logger that nobody holds forgets its level
  private static final Logger OURS = Logger.getLogger("io.rehost");
  private static final Logger ALL = Logger.getLogger("");

  private LogLevelChange() {}

  /** The levels that there are. */
  static LogLevels levels() {
    return new LogLevels(
        Arrays.stream(LogLevel.values()).map(LogLevelChange::word).toList(),
        name -> apply(LogLevel.valueOf(name.toUpperCase(Locale.ROOT))));
  }

  private static String word(LogLevel level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  /** As in {@link QuarkusLaunch}: libraries stay quiet in our debug and trace. */
  private static void apply(LogLevel level) {
    OURS.setLevel(severity(level));
    ALL.setLevel(severity(level.compareTo(LogLevel.INFO) < 0 ? level : LogLevel.INFO));
    LOG.infof("log level changed level=%s", word(level));
  }

  private static Level severity(LogLevel level) {
    return switch (level) {
      case ERROR -> Level.ERROR;
      case WARN -> Level.WARN;
      case INFO -> Level.INFO;
      case DEBUG -> Level.DEBUG;
      case TRACE -> Level.TRACE;
    };
  }
}
