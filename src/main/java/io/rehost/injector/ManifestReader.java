package io.rehost.injector;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads a manifest as kubectl does: YAML 1.1 with anchors and merge keys, in which {@code yes} is
 * true, but dates and numbers with colons are text.
 */
final class ManifestReader {
  /** A rendered chart with its CRDs is some megabytes. */
  private static final int MAX_CHARS = 32 << 20;

  private static final Pattern INTEGER =
      Pattern.compile("[-+]?(0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)");

  private ManifestReader() {}

  /** What is read or what is wrong with it. */
  sealed interface Result {
    /**
     * A document.
     *
     * @param value of maps, lists and scalars; null for an empty one
     */
    record Read(@Nullable Object value) implements Result {}

    /**
     * Not YAML.
     *
     * @param line within the document, counted from 1; 0 if unknown
     */
    record Malformed(String problem, int line) implements Result {}
  }

  /** Reads one document. */
  static Result read(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setCodePointLimit(MAX_CHARS);
    try {
      Yaml yaml =
          new Yaml(
              new SafeConstructor(options),
              new Representer(new DumperOptions()),
              new DumperOptions(),
              options,
              new AsKubectl());
      return new Result.Read(yaml.load(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      return new Result.Malformed(sentence(e.getProblem()), line);
    } catch (YAMLException e) {
      return new Result.Malformed(sentence(e.getMessage()), 0);
    }
  }

  private static String sentence(@Nullable String problem) {
    return problem == null ? "not YAML" : problem.lines().findFirst().orElse("not YAML");
  }

  private static final class AsKubectl extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
      addImplicitResolver(Tag.INT, INTEGER, "-+0123456789");
      addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
      addImplicitResolver(Tag.MERGE, MERGE, "<");
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }
}
