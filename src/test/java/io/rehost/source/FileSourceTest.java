package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract section 3: rules apply within a second of an edit, however the edit is made. */
class FileSourceTest extends FileScenario {
  FileSourceTest(@TempDir Path dir) {
    super(dir);
  }

  @Test
  void theFileIsHandedOverAtTheStart() throws IOException {
    Path file = Files.writeString(dir.resolve("rules.yaml"), "one");
    FileTime modified = FileTime.from(Instant.parse("2026-11-22T10:00:00Z"));
    Files.setLastModifiedTime(file, modified);

    watch(file);

    assertThat(said.next(SOON)).isEqualTo(new Said.Document("one", "2026-11-22T10:00:00Z"));
  }

  @Test
  void anEditArrivesWithinASecond() throws IOException {
    Path file = watched("one");

    Latencies.assertWithinASecond(
        edit -> {
          Files.writeString(file, edit);
          said.documentsUntil(edit, SOON);
        });
  }

  @Test
  void aFileCaughtBetweenTruncatingAndWritingIsNotHandedOver() throws IOException {
    Path file = watched("one");

    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(120));
      out.write("two".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(said.nextText(SOON)).isEqualTo("two");
  }

  @Test
  void aNewFileRenamedOverTheOldArrives() throws IOException {
    Path file = watched("one");

    rename(Files.writeString(dir.resolve(".rules.yaml.swp"), "two"), file);
    assertThat(said.nextText(SOON)).isEqualTo("two");

    rename(Files.writeString(dir.resolve(".rules.yaml.swp"), "three"), file);
    assertThat(said.nextText(SOON)).isEqualTo("three");
  }

  @Test
  void aDeletedFileIsReportedMissingOnceAndComesBack() throws IOException {
    Path file = watched("one");

    Files.delete(file);
    assertThat(said.next(SOON)).isEqualTo(new Said.Missing("no such file"));

    Files.writeString(file, "one");
    assertThat(said.nextText(SOON)).isEqualTo("one");
  }

  @Test
  void equalContentIsNotHandedOverAgain() throws IOException {
    Path file = watched("one");

    rename(Files.writeString(dir.resolve("new"), "one"), file);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-22T10:00:00Z")));
    rename(Files.writeString(dir.resolve("new"), "two"), file);

    assertThat(said.nextText(SOON)).isEqualTo("two");
  }

  @Test
  void aBurstOfWritesIsTakenAsOne() throws IOException {
    Path file = watched("one");

    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING)) {
      for (int i = 0; i < 1000; i++) {
        out.write("line\n".getBytes(StandardCharsets.UTF_8));
      }
    }

    assertThat(said.documentsUntil("line\n".repeat(1000), SOON)).isLessThanOrEqualTo(2);
  }

  @Test
  void aFileTooLongToBeRulesIsAProblemAndNotReadWhole() throws IOException {
    Path file = dir.resolve("rules.yaml");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(new byte[FileSource.READ_LIMIT + 100]);
    }

    watch(file);

    assertThat(said.next(SOON))
        .isInstanceOfSatisfying(
            Said.Unusable.class,
            u ->
                assertThat(u.problems())
                    .extracting(Problem::toString)
                    .containsExactly(
                        "document: \"4194404 bytes\" (expected: at most 4194304 bytes)"));
  }

  @Test
  void withoutInotifyAnEditStillArrives() throws IOException {
    Path file = Files.writeString(dir.resolve("rules.yaml"), "one");
    start(new FileSource(file, said, DirectoryWatch.byTime()));
    assertThat(said.nextText(SOON)).isEqualTo("one");

    Latencies.assertWithinASecond(
        edit -> {
          Files.writeString(file, edit);
          said.documentsUntil(edit, SOON);
        });
    rename(Files.writeString(dir.resolve("new"), "333"), file);
    assertThat(said.nextText(SOON)).isEqualTo("333");
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

    assertThat(said.nextText(SOON)).isEqualTo("two");
  }

  @Test
  void aClosedSourceEndsItsThread() throws Exception {
    Path file = Files.writeString(dir.resolve("ending.yaml"), "one");
    FileSource source = new FileSource(file, said);
    start(source);
    assertThat(said.nextText(SOON)).isEqualTo("one");
    Thread thread =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().equals("rehost-file-ending.yaml"))
            .findFirst()
            .orElseThrow();
    assertThat(thread.isDaemon()).isTrue();

    source.close();

    assertThat(thread.join(SOON)).isTrue();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(SOON.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
