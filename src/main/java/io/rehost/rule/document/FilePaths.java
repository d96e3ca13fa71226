package io.rehost.rule.document;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Names of PEM files. They are not opened here: only the pod knows what is there. */
final class FilePaths {
  static final String ANYWHERE = "an absolute path of a file";
  static final String BELOW_ETC_REHOST =
      "a path below /etc/rehost/, as the rules come from a ConfigMap";

  private static final Path ROOT = Path.of("/etc/rehost");

  private FilePaths() {}

  /** The form of file names in documents of that origin; the result has no dot segments. */
  static Scalar.Form<Path> from(Origin origin) {
    return scalar -> read(scalar, origin);
  }

  static String expected(Origin origin) {
    return switch (origin) {
      case FILE -> ANYWHERE;
      case CONFIGMAP -> BELOW_ETC_REHOST;
    };
  }

  private static @Nullable Path read(Scalar scalar, Origin origin) {
    Path path;
    try {
      path = Path.of(scalar.text());
    } catch (InvalidPathException e) {
      return scalar.orReject(null, expected(origin));
    }
    if (!path.isAbsolute() || scalar.text().endsWith("/")) {
      return scalar.orReject(null, expected(origin));
    }
    Path normal = path.normalize();
    boolean allowed = origin == Origin.FILE || (normal.startsWith(ROOT) && !normal.equals(ROOT));
    return scalar.orReject(allowed ? normal : null, expected(origin));
  }
}
