package io.rehost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Places in a head's bytes are fields like any others, and are written as they came. */
class HeadFieldsTest {
  private static final String HEAD =
      "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nx-a: 2\r\nB: c d\r\n\r\n";

  /** One thing that can be done to fields. */
  record Edit(int kind, String name, String value) {
    void apply(HttpHeaders fields) {
      switch (kind) {
        case 0 -> fields.add(name, value);
        case 1 -> fields.set(name, value);
        case 2 -> fields.remove(name);
        case 3 -> fields.add(name, List.of(value, value));
        default -> fields.setInt(name, value.length());
      }
    }
  }

  @Property
  void anyEditsMakeOfThemWhatTheyMakeOfNettysFields(@ForAll("edits") List<Edit> edits) {
    HttpHeaders ours = copy(fields());
    HttpHeaders nettys = new DefaultHttpHeaders().add(fields());
    for (Edit edit : edits) {
      edit.apply(ours);
      edit.apply(nettys);
    }

    assertThat(ours.entries()).isEqualTo(nettys.entries());
    assertThat(ours.size()).isEqualTo(nettys.size());
    assertThat(ours.isEmpty()).isEqualTo(nettys.isEmpty());
    for (String name : List.of("host", "X-a", "b", "New", "none")) {
      assertThat(ours.get(name)).isEqualTo(nettys.get(name));
      assertThat(ours.getAll(name)).isEqualTo(nettys.getAll(name));
      assertThat(ours.contains(name)).isEqualTo(nettys.contains(name));
      assertThat(ours.containsValue(name, "X", true))
          .isEqualTo(nettys.containsValue(name, "X", true));
      assertThat(ours.getInt(name)).isEqualTo(nettys.getInt(name));
      assertThat(ours.getShort(name)).isEqualTo(nettys.getShort(name));
    }
    assertThat(written(ours)).isEqualTo(lines(nettys));
  }

  @Property
  void whatIsCopiedTwiceIsWrittenAsIfItWereCopiedOnce(@ForAll("edits") List<Edit> edits) {
    HttpHeaders once = copy(fields());
    edits.forEach(edit -> edit.apply(once));

    assertThat(written(copy(once))).isEqualTo(written(once));
  }

  /** What becomes of each field: it goes, it stays, or it gets another value. */
  @Property
  void whatIsLeftInItsPlaceIsWhatWouldHaveBeenCopied(
      @ForAll("edits") List<Edit> before,
      @ForAll @Size(24) List<@IntRange(max = 2) Integer> fates,
      @ForAll("edits") List<Edit> after) {
    HttpHeaders from = copy(fields());
    before.forEach(edit -> edit.apply(from));
    FieldWalk copied = FieldWalk.over(from);
    HttpHeaders copy = HeadFields.emptyFor(from, 1);
    filter(copied, copy, fates);
    after.forEach(edit -> edit.apply(copy));

    FieldWalk moved = FieldWalk.over(from);
    HttpHeaders rest = HeadFields.remainderOf(from);
    filter(moved, rest, fates);
    after.forEach(edit -> edit.apply(rest));

    assertThat(rest).isSameAs(from);
    assertThat(rest.entries()).isEqualTo(copy.entries());
    assertThat(written(rest)).isEqualTo(written(copy));
    assertThat(rest.contains("host")).isEqualTo(copy.contains("host"));
  }

  private static void filter(FieldWalk field, HttpHeaders to, List<Integer> fates) {
    for (int i = 0; field.next(); i++) {
      switch (fates.get(i % fates.size())) {
        case 0 -> {}
        case 1 -> field.copyTo(to);
        default -> field.copyTo(to, "other " + i);
      }
    }
  }

  @Test
  void asManyFieldsMayBeAddedAsARuleCanName() {
    HttpHeaders ours = copy(fields());
    HttpHeaders nettys = new DefaultHttpHeaders().add(fields());
    for (int i = 0; i < 40_000; i++) {
      ours.add("n" + i, i);
      nettys.add("n" + i, i);
    }

    assertThat(written(copy(ours))).isEqualTo(lines(nettys));
  }

  @Test
  void fieldsOfAnotherKindAreCopied() {
    HttpHeaders nettys = new DefaultHttpHeaders().add("a", "1");

    assertThat(HeadFields.remainderOf(nettys).isEmpty()).isTrue();
    assertThat(nettys.get("a")).isEqualTo("1");
  }

  @Test
  void whatIsNotChangedIsWrittenAsItCame() {
    assertThat(written(copy(fields()))).isEqualTo("Host: a\r\nX-A: 1\r\nx-a: 2\r\nB: c d\r\n\r\n");
  }

  @Test
  void aValueIsReplacedInItsPlaceUnderItsOwnName() {
    HttpHeaders from = fields();
    HttpHeaders to = HeadFields.emptyFor(from, 1);
    FieldWalk field = FieldWalk.over(from);
    while (field.next()) {
      if (field.nameChar(0) == 'H') {
        field.copyTo(to, "other");
      } else {
        field.copyTo(to);
      }
    }

    assertThat(written(to)).isEqualTo("Host: other\r\nX-A: 1\r\nx-a: 2\r\nB: c d\r\n\r\n");
    assertThat(to.get("HOST")).isEqualTo("other");
  }

  @Test
  void namesAreToldOnceAndAll() {
    assertThat(fields().names()).containsExactly("Host", "X-A", "B");
    assertThat(fields().clear().isEmpty()).isTrue();
  }

  @Provide
  Arbitrary<List<Edit>> edits() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 4),
            Arbitraries.of("Host", "X-A", "x-A", "B", "new", "New"),
            Arbitraries.of("1", "x", "70000", "a b"))
        .as(Edit::new)
        .list()
        .ofMaxSize(12);
  }

  private static HttpHeaders fields() {
    ByteBuf bytes = Unpooled.copiedBuffer(HEAD, ISO_8859_1);
    HeadScan scan = HeadScan.of(bytes, 1024);
    return Objects.requireNonNull(RequestHeads.read(scan)).headers();
  }

  private static HttpHeaders copy(HttpHeaders from) {
    HttpHeaders to = HeadFields.emptyFor(from, 1);
    FieldWalk field = FieldWalk.over(from);
    while (field.next()) {
      field.copyTo(to);
    }
    return to;
  }

  private static String written(HttpHeaders fields) {
    HeadBytes bytes = HeadBytes.begin();
    ((HeadFields) fields).write(bytes);
    ByteBuf copy = bytes.copy(UnpooledByteBufAllocator.DEFAULT);
    try {
      return copy.toString(ISO_8859_1);
    } finally {
      copy.release();
    }
  }

  private static String lines(HttpHeaders fields) {
    List<String> lines = new ArrayList<>();
    fields.forEach(field -> lines.add(field.getKey() + ": " + field.getValue() + "\r\n"));
    return String.join("", lines) + "\r\n";
  }
}
