package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A directory with files that are watched, and what was said of them. */
abstract class FileScenario {
  /** How long to wait on the busiest machine; how fast an edit applies is a test of its own. */
  static final Duration SOON = Duration.ofSeconds(20);

  final Said.Journal said = new Said.Journal();
  final List<FileSource> started = new ArrayList<>();

  final Path dir;

  FileScenario(@TempDir Path dir) {
    this.dir = dir;
  }

  @AfterEach
  void stop() {
    started.forEach(FileSource::close);
  }

  Path watched(String text) throws IOException {
    Path file = Files.writeString(dir.resolve("rules.yaml"), text);
    watch(file);
    assertThat(said.nextText(SOON)).isEqualTo(text);
    return file;
  }

  void watch(Path file) {
    start(new FileSource(file, said));
  }

  void start(FileSource source) {
    started.add(source);
    source.start();
  }

  static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
