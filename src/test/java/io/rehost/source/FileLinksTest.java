package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contract section 3: rules apply within a second of an edit, whichever of the links and
 * directories that lead to the file is what changes; among them a mounted ConfigMap.
 */
class FileLinksTest extends FileScenario {
  FileLinksTest(@TempDir Path dir) {
    super(dir);
  }

  @Test
  void theSwapOfAMountedConfigMapArrivesWithinASecond() throws IOException {
    Path file = mount("one");
    watch(file);
    assertThat(said.nextText(SOON)).isEqualTo("one");

    swap("..2026_11_22_10_00_01", "two");
    assertThat(said.nextText(SOON)).isEqualTo("two");

    swap("..2026_11_22_10_00_02", "three");
    assertThat(said.nextText(SOON)).isEqualTo("three");
  }

  @Test
  void anOptionalConfigMapMayBeMountedEmptyAndComeLater() throws IOException {
    Files.createDirectory(dir.resolve("..empty"));
    Files.createSymbolicLink(dir.resolve("..data"), Path.of("..empty"));
    watch(dir.resolve("rules.yaml"));
    assertThat(said.next(SOON)).isEqualTo(new Said.Missing("no such file"));

    swap("..2026_11_22_10_00_01", "one");
    Files.createSymbolicLink(dir.resolve("rules.yaml"), Path.of("..data/rules.yaml"));

    assertThat(said.nextText(SOON)).isEqualTo("one");
  }

  @Test
  void aLinkToAFileElsewhereIsFollowedOnEveryStep() throws IOException {
    Path real = Files.createDirectories(dir.resolve("real/sub"));
    Files.writeString(real.resolve("a.yaml"), "one");
    Files.createSymbolicLink(dir.resolve("linked"), Path.of("real/../real/./sub"));
    Files.createSymbolicLink(real.resolve("rules.yaml"), real.resolve("a.yaml"));
    watch(dir.resolve("linked/rules.yaml"));
    assertThat(said.nextText(SOON)).isEqualTo("one");

    Files.writeString(real.resolve("a.yaml"), "two");

    assertThat(said.nextText(SOON)).isEqualTo("two");
  }

  @Test
  void directoriesMayAppearAfterTheStart() throws IOException {
    Path file = dir.resolve("etc/rehost/rules.yaml");
    watch(file);
    assertThat(said.next(SOON)).isEqualTo(new Said.Missing("no such file"));

    Files.createDirectories(file.getParent());
    Files.writeString(file, "one");

    assertThat(said.nextText(SOON)).isEqualTo("one");
  }

  @Test
  void aDirectoryReplacedAsAWholeIsNoticed() throws IOException {
    Path parent = Files.createDirectory(dir.resolve("conf"));
    watch(Files.writeString(parent.resolve("rules.yaml"), "one"));
    assertThat(said.nextText(SOON)).isEqualTo("one");
    Path next = Files.createDirectory(dir.resolve("next"));
    Files.writeString(next.resolve("rules.yaml"), "two");

    Files.move(parent, dir.resolve("old"));
    Files.move(next, parent);

    assertThat(said.documentsUntil("two", SOON)).isEqualTo(1);
  }

  @Test
  void aDirectoryOrAnUnreadableLinkIsMissingWithItsReason() throws IOException {
    Path file = dir.resolve("rules.yaml");
    Files.createDirectory(file);
    watch(file);
    assertThat(said.next(SOON)).isEqualTo(new Said.Missing("not a regular file"));

    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("rules.yaml"));

    Said next = said.next(SOON);
    if (next.equals(new Said.Missing("no such file"))) {
      next = said.next(SOON);
    }
    assertThat(next)
        .isInstanceOfSatisfying(
            Said.Missing.class, m -> assertThat(m.reason()).contains("symbolic links"));
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
}
