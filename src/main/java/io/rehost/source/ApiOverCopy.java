package io.rehost.source;

import io.rehost.rule.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose word reaches a ConfigMap's sink: the mounted copy's until the API server has
 * answered once, the API server's from then on. The copy may be a minute old, so it never replaces
 * an answer, and it isn't read at all if the API server answers at once.
 */
final class ApiOverCopy implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ApiOverCopy.class);

  private final Path copy;
  private final RulesSink sink;
  private boolean answered;
  private boolean closed;
  private @Nullable FileSource copySource;

  ApiOverCopy(Path copy, RulesSink sink) {
    this.copy = copy;
    this.sink = sink;
  }

  /** The API server's answer. */
  synchronized void answer(Consumer<RulesSink> call) {
    answered = true;
    closeCopy();
    if (!closed) {
      call.accept(sink);
    }
  }

  /** The API server can't be reached: serves the copy, unless there has been an answer. */
  synchronized void fallBack() {
    if (answered || closed || copySource != null) {
      return;
    }
    LOG.infof("rules from mounted copy until the API server answers file=%s", copy);
    copySource = new FileSource(copy, new UntilAnswer());
    copySource.start();
  }

  /** After this the sink is not called again. */
  @Override
  public synchronized void close() {
    closed = true;
    closeCopy();
  }

  private void closeCopy() {
    if (copySource != null) {
      copySource.close();
      copySource = null;
    }
  }

  private synchronized void fromCopy(Consumer<RulesSink> call) {
    if (!answered && !closed) {
      call.accept(sink);
    }
  }

  /** Called on the copy's thread; a late call after the answer goes nowhere. */
  private final class UntilAnswer implements RulesSink {
    @Override
    public void document(byte[] bytes, String version) {
      fromCopy(s -> s.document(bytes, version));
    }

    @Override
    public void unusable(List<Problem> problems, @Nullable String version) {
      fromCopy(s -> s.unusable(problems, version));
    }

    @Override
    public void missing(String reason) {
      fromCopy(s -> s.missing("API server not reached, mounted copy " + copy + ": " + reason));
    }
  }
}
