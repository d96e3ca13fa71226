package io.rehost.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SettlingTest {
  private final Settling settling = new Settling();

  @Test
  void whatIsFoundTheSameAfterARestIsWhole() {
    assertThat(at(0, text("two"))).isFalse();
    assertThat(at(49, text("two"))).isFalse();
    assertThat(at(50, text("two"))).isTrue();
  }

  @Test
  void whatChangesMeanwhileRestsAnew() {
    assertThat(at(0, text("t"))).isFalse();
    assertThat(at(40, text("tw"))).isFalse();
    assertThat(at(80, text("two"))).isFalse();
    assertThat(at(130, text("two"))).isTrue();
  }

  @Test
  void anEmptyFileIsTakenForHalfWrittenAtFirst() {
    assertThat(at(0, text(""))).isFalse();
    assertThat(at(299, text(""))).isFalse();
    assertThat(at(300, text(""))).isTrue();
  }

  @Test
  void aMissingFileIsTakenForHalfWrittenAtFirst() {
    assertThat(at(0, new FileContent.Absent("no such file"))).isFalse();
    assertThat(at(250, text("two"))).isFalse();
    assertThat(at(300, text("two"))).isTrue();
  }

  @Test
  void whatNeverRestsIsTakenAllTheSame() {
    for (int i = 0; i < 40; i++) {
      assertThat(at(i * 10L, text("line ".repeat(i + 1)))).isFalse();
    }
    assertThat(at(400, text("all"))).isTrue();
  }

  @Test
  void whatWentBackToWhatItWasStartsAnew() {
    assertThat(at(0, text("two"))).isFalse();
    assertThat(settling.isUnderWay()).isTrue();

    settling.nothingNew();

    assertThat(settling.isUnderWay()).isFalse();
    assertThat(at(1000, text("two"))).isFalse();
  }

  private boolean at(long millis, FileContent content) {
    return settling.isWhole(content, TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private static FileContent text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new FileContent.Present(
        bytes, new FileContent.Stamp(null, FileTime.fromMillis(0), bytes.length));
  }
}
