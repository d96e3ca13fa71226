package io.rehost.cli.settings;

import java.util.List;

/**
 * What a process tells about itself and its exchanges.
 *
 * @param debug whether the connected address and the sent head of every exchange are printed
 * @param mask globs of field names whose values are never shown, in lower case, beside those that
 *     are always masked
 */
public record ReportSettings(
    LogLevel logLevel,
    AccessLog accessLog,
    boolean debug,
    List<String> mask,
    TraceSettings traces) {
  private static final Form<LogLevel> LEVEL = Form.oneOf(LogLevel.class);
  private static final Form<AccessLog> ACCESS_LOG = Form.oneOf(AccessLog.class);

  /** The least severity that is logged. */
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** Which exchanges get a line. */
  public enum AccessLog {
    OFF,
    /** Those that failed: an error of ours, a 5xx, or no response at all. */
    ERRORS,
    ALL
  }

  static ReportSettings read(SettingReader reader) {
    return new ReportSettings(
        logLevel(reader),
        reader.read("REHOST_ACCESS_LOG", ACCESS_LOG, AccessLog.ERRORS),
        reader.read("REHOST_DEBUG", Form.BOOLEAN, reader.isFlag("DEBUG")),
        reader.list("REHOST_MASK", Form.FIELD_GLOB, List.of()),
        TraceSettings.read(reader.texts()));
  }

  /** The least severity that is logged, as in every mode. */
  static LogLevel logLevel(SettingReader reader) {
    return reader.read("REHOST_LOG_LEVEL", LEVEL, LogLevel.INFO);
  }
}
