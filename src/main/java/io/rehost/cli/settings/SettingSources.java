package io.rehost.cli.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

/**
 * Gathers the texts of settings from where Quarkus looks for its own, so that both kinds can be set
 * in one place: system properties, then the environment, then {@code config/application.properties}
 * in the working directory, then the one in the program. Plain code, because {@code check} and
 * {@code explain} answer before a configuration framework would have started.
 */
public final class SettingSources {
  private static final Path FILE = Path.of("config", "application.properties");
  private static final String RESOURCE = "/application.properties";

  private SettingSources() {}

  /**
   * The texts of this process, by key in the form of the environment.
   *
   * @param weakest what is set where nobody sets anything
   * @throws IOException if {@code config/application.properties} is there but can't be read
   */
  public static Map<String, String> ofProcess(Map<String, String> weakest) throws IOException {
    return layered(
        List.of(
            weakest,
            fromProperties(resource()),
            fromProperties(file(FILE)),
            System.getenv(),
            fromProperties(System.getProperties())));
  }

  /** Joins sources, the weakest first. */
  static Map<String, String> layered(List<Map<String, String>> weakestFirst) {
    Map<String, String> texts = new HashMap<>();
    weakestFirst.forEach(texts::putAll);
    return Map.copyOf(texts);
  }

  /**
   * Properties by key in the form of the environment. Dots and dashes are the same for every
   * underscore: {@code rehost.upstream.server-name} and {@code rehost.upstream-server-name} are
   * {@code REHOST_UPSTREAM_SERVER_NAME}; of two spellings the last in alphabetical order counts.
   */
  static Map<String, String> fromProperties(Properties properties) {
    Map<String, String> texts = new HashMap<>();
    for (String name : new TreeSet<>(properties.stringPropertyNames())) {
      if (name.startsWith("rehost.")) {
        texts.put(environmentForm(name), properties.getProperty(name));
      }
    }
    return texts;
  }

  private static String environmentForm(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static Properties file(Path path) throws IOException {
    try (Reader reader = Files.newBufferedReader(path)) {
      return load(reader);
    } catch (NoSuchFileException absent) {
      return new Properties();
    }
  }

  private static Properties resource() throws IOException {
    try (InputStream stream = SettingSources.class.getResourceAsStream(RESOURCE)) {
      return stream == null
          ? new Properties()
          : load(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }
  }

  private static Properties load(Reader reader) throws IOException {
    Properties properties = new Properties();
    properties.load(reader);
    return properties;
  }
}
