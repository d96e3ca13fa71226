package io.rehost.injector.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

/** An Event whose message is too long would be refused, and so lost. */
class OwnerEventNoteTest {

  @Property(tries = 300)
  void aLongReasonIsCutToWhatTheApiServerTakes(@ForAll @StringLength(max = 3000) String why) {
    String note = OwnerEvents.note(why);
    assertThat(note.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(1024);
    if (why.getBytes(UTF_8).length <= 1024) {
      assertThat(note).isEqualTo(why);
    } else {
      assertThat(note).endsWith("…").hasSizeGreaterThan(250);
      assertThat(why).startsWith(note.substring(0, note.length() - 1));
    }
  }
}
