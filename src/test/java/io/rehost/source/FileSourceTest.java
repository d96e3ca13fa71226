package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract section 3: rules apply within a second of an edit, however the edit is made. */
class FileSourceTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** For what is no edit: the first word of a fresh thread on a busy machine. */
  private static final Duration START = Duration.ofSeconds(10);

  private final Said.Journal said = new Said.Journal();
  private final List<FileSource> started = new ArrayList<>();

  private final Path dir;

  FileSourceTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @AfterEach
  void stop() {
    started.forEach(FileSource::close);
  }

  @Test
  void theFileIsHandedOverAtTheStart() throws IOException {
    Path file = Files.writeString(dir.resolve("rules.yaml"), "one");
    FileTime modified = FileTime.from(Instant.parse("2026-11-22T10:00:00Z"));
    Files.setLastModifiedTime(file, modified);

    watch(file);

    assertThat(said.next(START)).isEqualTo(new Said.Document("one", "2026-11-22T10:00:00Z"));
  }

  @Test
  void aWriteInPlaceArrivesWithinASecond() throws IOException {
    Path file = watched("one");

    Files.writeString(file, "two");

    assertThat(said.nextText(SECOND)).isEqualTo("two");
  }

  @Test
  void aNewFileRenamedOverTheOldArrivesWithinASecond() throws IOException {
    Path file = watched("one");

    rename(Files.writeString(dir.resolve(".rules.yaml.swp"), "two"), file);
    assertThat(said.nextText(SECOND)).isEqualTo("two");

    rename(Files.writeString(dir.resolve(".rules.yaml.swp"), "three"), file);
    assertThat(said.nextText(SECOND)).isEqualTo("three");
  }

  @Test
  void theSwapOfAMountedConfigMapArrivesWithinASecond() throws IOException {
    Path file = mount("one");
    watch(file);
    assertThat(said.nextText(START)).isEqualTo("one");

    swap("..2026_11_22_10_00_01", "two");
    assertThat(said.nextText(SECOND)).isEqualTo("two");

    swap("..2026_11_22_10_00_02", "three");
    assertThat(said.nextText(SECOND)).isEqualTo("three");
  }

  @Test
  void anOptionalConfigMapMayBeMountedEmptyAndComeLater() throws IOException {
    Files.createDirectory(dir.resolve("..empty"));
    Files.createSymbolicLink(dir.resolve("..data"), Path.of("..empty"));
    watch(dir.resolve("rules.yaml"));
    assertThat(said.next(START)).isEqualTo(new Said.Missing("no such file"));

    swap("..2026_11_22_10_00_01", "one");
    Files.createSymbolicLink(dir.resolve("rules.yaml"), Path.of("..data/rules.yaml"));

    assertThat(said.nextText(SECOND)).isEqualTo("one");
  }

  @Test
  void aLinkToAFileElsewhereIsFollowedOnEveryStep() throws IOException {
    Path real = Files.createDirectories(dir.resolve("real/sub"));
    Files.writeString(real.resolve("a.yaml"), "one");
    Files.createSymbolicLink(dir.resolve("linked"), Path.of("real/../real/./sub"));
    Files.createSymbolicLink(real.resolve("rules.yaml"), real.resolve("a.yaml"));
    watch(dir.resolve("linked/rules.yaml"));
    assertThat(said.nextText(START)).isEqualTo("one");

    Files.writeString(real.resolve("a.yaml"), "two");

    assertThat(said.nextText(SECOND)).isEqualTo("two");
  }

  @Test
  void aDeletedFileIsReportedMissingOnceAndComesBack() throws IOException {
    Path file = watched("one");

    Files.delete(file);
    assertThat(said.next(SECOND)).isEqualTo(new Said.Missing("no such file"));

    Files.writeString(file, "one");
    assertThat(said.nextText(SECOND)).isEqualTo("one");
  }

  @Test
  void directoriesMayAppearAfterTheStart() throws IOException {
    Path file = dir.resolve("etc/rehost/rules.yaml");
    watch(file);
    assertThat(said.next(START)).isEqualTo(new Said.Missing("no such file"));

    Files.createDirectories(file.getParent());
    Files.writeString(file, "one");

    assertThat(said.nextText(SECOND)).isEqualTo("one");
  }

  @Test
  void aDirectoryReplacedAsAWholeIsNoticed() throws IOException {
    Path parent = Files.createDirectory(dir.resolve("conf"));
    watch(Files.writeString(parent.resolve("rules.yaml"), "one"));
    assertThat(said.nextText(START)).isEqualTo("one");
    Path next = Files.createDirectory(dir.resolve("next"));
    Files.writeString(next.resolve("rules.yaml"), "two");

    Files.move(parent, dir.resolve("old"));
    Files.move(next, parent);

    assertThat(said.documentsUntil("two", SECOND)).isEqualTo(1);
  }

  @Test
  void equalContentIsNotHandedOverAgain() throws IOException {
    Path file = watched("one");

    Files.writeString(file, "one");
    rename(Files.writeString(dir.resolve("new"), "one"), file);
    Files.writeString(file, "two");

    assertThat(said.nextText(SECOND)).isEqualTo("two");
  }

  @Test
  void aBurstOfWritesIsTakenAsOne() throws IOException {
    Path file = watched("one");

    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING)) {
      for (int i = 0; i < 1000; i++) {
        out.write("line\n".getBytes(StandardCharsets.UTF_8));
      }
    }

    assertThat(said.documentsUntil("line\n".repeat(1000), SECOND)).isLessThanOrEqualTo(2);
  }

  @Test
  void aDirectoryOrAnUnreadableLinkIsMissingWithItsReason() throws IOException {
    Path file = dir.resolve("rules.yaml");
    Files.createDirectory(file);
    watch(file);
    assertThat(said.next(START)).isEqualTo(new Said.Missing("not a regular file"));

    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("rules.yaml"));

    Said next = said.next(SECOND);
    if (next.equals(new Said.Missing("no such file"))) {
      next = said.next(SECOND);
    }
    assertThat(next)
        .isInstanceOfSatisfying(
            Said.Missing.class, m -> assertThat(m.reason()).contains("symbolic links"));
  }

  @Test
  void aFileTooLongToBeRulesIsAProblemAndNotReadWhole() throws IOException {
    Path file = dir.resolve("rules.yaml");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(new byte[FileSource.READ_LIMIT + 100]);
    }

    watch(file);

    assertThat(said.next(START))
        .isInstanceOfSatisfying(
            Said.Unusable.class,
            u ->
                assertThat(u.problems())
                    .extracting(Problem::toString)
                    .containsExactly(
                        "document: \"4194404 bytes\" (expected: at most 4194304 bytes)"));
  }

  @Test
  void withoutInotifyAnEditStillArrivesWithinASecond() throws IOException {
    Path file = Files.writeString(dir.resolve("rules.yaml"), "one");
    start(new FileSource(file, said, DirectoryWatch.byTime()));
    assertThat(said.nextText(START)).isEqualTo("one");

    Files.writeString(file, "two");
    assertThat(said.nextText(SECOND)).isEqualTo("two");

    rename(Files.writeString(dir.resolve("new"), "333"), file);
    assertThat(said.nextText(SECOND)).isEqualTo("333");
  }

  @Test
  void aSinkThatThrowsDoesNotEndTheWatch() throws IOException {
    Path file = Files.writeString(dir.resolve("rules.yaml"), "one");
    CountDownLatch thrown = new CountDownLatch(1);
    RulesSink failing =
        new RulesSink() {
          @Override
          public void document(byte[] bytes, String version) {
            if (thrown.getCount() > 0) {
              thrown.countDown();
              throw new IllegalStateException("a defect, on purpose");
            }
            said.document(bytes, version);
          }

          @Override
          public void unusable(List<Problem> problems, @Nullable String version) {
            said.unusable(problems, version);
          }

          @Override
          public void missing(String reason) {
            said.missing(reason);
          }
        };
    start(new FileSource(file, failing));
    assertThat(await(thrown)).isTrue();

    Files.writeString(file, "two");

    assertThat(said.nextText(SECOND)).isEqualTo("two");
  }

  @Test
  void aClosedSourceEndsItsThread() throws Exception {
    Path file = Files.writeString(dir.resolve("ending.yaml"), "one");
    FileSource source = new FileSource(file, said);
    start(source);
    assertThat(said.nextText(START)).isEqualTo("one");
    Thread thread =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().equals("rehost-file-ending.yaml"))
            .findFirst()
            .orElseThrow();
    assertThat(thread.isDaemon()).isTrue();

    source.close();

    assertThat(thread.join(START)).isTrue();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(START.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Path watched(String text) throws IOException {
    Path file = Files.writeString(dir.resolve("rules.yaml"), text);
    watch(file);
    assertThat(said.nextText(START)).isEqualTo(text);
    return file;
  }

  private void watch(Path file) {
    start(new FileSource(file, said));
  }

  private void start(FileSource source) {
    started.add(source);
    source.start();
  }

  /** As the kubelet lays a volume out. */
  private Path mount(String text) throws IOException {
    swap("..2026_11_22_10_00_00", text);
    return Files.createSymbolicLink(dir.resolve("rules.yaml"), Path.of("..data/rules.yaml"));
  }

  /**
   * As the kubelet updates it: new directory, new link renamed over the old, old directory away.
   */
  private void swap(String timestamp, String text) throws IOException {
    Path data = dir.resolve("..data");
    Path old = Files.exists(data) ? data.toRealPath() : null;
    Files.writeString(Files.createDirectory(dir.resolve(timestamp)).resolve("rules.yaml"), text);
    rename(Files.createSymbolicLink(dir.resolve("..data_tmp"), Path.of(timestamp)), data);
    if (old != null) {
      Files.deleteIfExists(old.resolve("rules.yaml"));
      Files.delete(old);
    }
  }

  private static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
