package io.rehost.source;

import io.rehost.rule.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call of a sink. */
sealed interface Said {
  record Document(String text, String version) implements Said {}

  record Unusable(List<Problem> problems, @Nullable String version) implements Said {}

  record Missing(String reason) implements Said {}

  /** Keeps what a source says, in order. */
  final class Journal implements RulesSink {
    private final BlockingQueue<Said> calls = new LinkedBlockingQueue<>();

    @Override
    public void document(byte[] bytes, String version) {
      calls.add(new Document(new String(bytes, StandardCharsets.UTF_8), version));
    }

    @Override
    public void unusable(List<Problem> problems, @Nullable String version) {
      calls.add(new Unusable(problems, version));
    }

    @Override
    public void missing(String reason) {
      calls.add(new Missing(reason));
    }

    /** The next call; fails if it doesn't come in time. */
    Said next(Duration within) {
      try {
        Said said = calls.poll(within.toMillis(), TimeUnit.MILLISECONDS);
        if (said == null) {
          throw new AssertionError("nothing said within " + within);
        }
        return said;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** The text of the next call, which must be a document. */
    String nextText(Duration within) {
      Said said = next(within);
      if (said instanceof Document(String text, String _)) {
        return text;
      }
      throw new AssertionError("not a document: " + said);
    }

    /** Takes calls until the text comes; counts the documents taken, this one included. */
    int documentsUntil(String text, Duration each) {
      int taken = 0;
      while (true) {
        if (next(each) instanceof Document document) {
          taken++;
          if (document.text.equals(text)) {
            return taken;
          }
        }
      }
    }

    boolean silent() {
      return calls.isEmpty();
    }
  }
}
