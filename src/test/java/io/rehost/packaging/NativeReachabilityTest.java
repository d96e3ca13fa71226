package io.rehost.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A native executable has only the resources and reflective classes that it was told of. No test
 * here compiles one; these find what would be missing.
 */
class NativeReachabilityTest {
  private static final Path CLASSES = Path.of("target", "classes");

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.rehost");

  @Test
  void everyPackagedResourceIsRegistered() throws IOException {
    List<PathMatcher> registered = registered();
    try (Stream<Path> files = Files.walk(CLASSES)) {
      assertThat(files.filter(Files::isRegularFile).map(CLASSES::relativize))
          .filteredOn(f -> !f.startsWith("META-INF") && !f.toString().endsWith(".class"))
          .contains(Path.of("application.properties"), Path.of("io/rehost/cli/version.txt"))
          .allSatisfy(f -> assertThat(registered).as("%s", f).anyMatch(m -> m.matches(f)));
    }
  }

  @Test
  void whatIsLookedUpByNameOrMadeAsProxyIsRegistered() throws IOException {
    Set<String> reflective =
        OURS.stream()
            .filter(NativeReachabilityTest::looksUpClasses)
            .map(JavaClass::getName)
            .collect(Collectors.toSet());
    assertThat(reflective)
        .containsExactlyInAnyOrder("io.rehost.cli.Signals", "io.rehost.cli.SentHead$Silence");
    assertThat(
            Files.readString(
                CLASSES.resolve(
                    "META-INF/native-image/io.rehost/rehost/reachability-metadata.json")))
        .contains(
            "\"type\": \"sun.misc.Signal\"",
            "{\"proxy\": [\"sun.misc.SignalHandler\"]}",
            "{\"proxy\": [\"io.netty.util.internal.logging.InternalLogger\"]}");
  }

  @Test
  void whatSendsTracesIsAServiceThatIsRegistered() throws IOException {
    String service = "META-INF/services/io.opentelemetry.exporter.internal.http.HttpSenderProvider";
    List<String> providers;
    try (InputStream file =
        Objects.requireNonNull(ClassLoader.getSystemResourceAsStream(service))) {
      providers = new String(file.readAllBytes(), UTF_8).lines().toList();
    }
    String metadata =
        Files.readString(
            CLASSES.resolve("META-INF/native-image/io.rehost/rehost/reachability-metadata.json"));
    assertThat(providers).isNotEmpty();
    assertThat(metadata).contains("{\"glob\": \"" + service + "\"}");
    assertThat(providers)
        .allSatisfy(it -> assertThat(metadata).contains("\"type\": \"" + it + "\""));
  }

  /** Quarkus initializes all classes when it builds, and what they hold then is kept. */
  @Test
  void whatMayNotBeKeptFromTheBuildIsInitializedAtRunTime() throws Exception {
    Set<String> atRunTime = initializedAtRunTime();
    Set<String> holding = new TreeSet<>();
    for (JavaClass type : OURS) {
      Class<?> loaded = Class.forName(type.getName());
      if (BuildTimeHeap.ofStatics(loaded).holds(NativeReachabilityTest::isBoundToTheProcess)) {
        holding.add(type.getName());
      }
    }
    assertThat(holding).isEqualTo(atRunTime);
  }

  private static boolean isBoundToTheProcess(Object value) {
    return value instanceof InetAddress
        || value instanceof SocketAddress
        || (value instanceof ByteBuf buffer && buffer.isDirect())
        || value instanceof Thread
        || value instanceof ExecutorService
        || value instanceof Random
        || value instanceof Closeable
        || value instanceof Process;
  }

  private static Set<String> initializedAtRunTime() throws IOException {
    Properties properties = new Properties();
    try (Reader reader =
        Files.newBufferedReader(
            CLASSES.resolve("META-INF/native-image/io.rehost/rehost/native-image.properties"))) {
      properties.load(reader);
    }
    String option = "--initialize-at-run-time=";
    String value = properties.getProperty("Args");
    assertThat(value).startsWith(option);
    return new TreeSet<>(List.of(value.substring(option.length()).split(",", -1)));
  }

  private static boolean looksUpClasses(JavaClass type) {
    return type.getMethodCallsFromSelf().stream()
        .map(c -> c.getTarget().getOwner().getName() + "." + c.getTarget().getName())
        .anyMatch(
            Set.of(
                    "java.lang.Class.forName",
                    "java.lang.ClassLoader.loadClass",
                    "java.lang.reflect.Proxy.newProxyInstance")
                ::contains);
  }

  private static List<PathMatcher> registered() throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(CLASSES.resolve("application.properties"))) {
      properties.load(reader);
    }
    return Stream.of(properties.getProperty("quarkus.native.resources.includes").split(",", -1))
        .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
        .toList();
  }
}
