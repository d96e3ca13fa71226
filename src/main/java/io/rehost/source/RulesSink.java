package io.rehost.source;

import io.rehost.rule.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes what one source says about its one rules document.
 *
 * <p>Every call is the whole present state and replaces the one before. A source makes one call at
 * a time, on its own thread; it leaves out calls that would repeat the last one. A call that throws
 * is logged as a defect and does not stop the source.
 */
public interface RulesSink {
  /**
   * The document's bytes, as they are on disk or in the API; not judged in any way.
   *
   * @param bytes never longer than {@link FileSource#READ_LIMIT} from a file
   * @param version the ConfigMap's resourceVersion, or the file's time of last modification
   *     (ISO-8601)
   */
  void document(byte[] bytes, String version);

  /**
   * The source is there but holds no document that could be read: key missing, binary, too long.
   *
   * @param version as for {@link #document}; null if unknown
   */
  void unusable(List<Problem> problems, @Nullable String version);

  /** There is no document now. The reason is a short clause, such as {@code no such file}. */
  void missing(String reason);
}
