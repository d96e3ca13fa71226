package io.rehost.injector.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

/** An Event whose message is too long would be refused, and so lost. */
class MessageOfOnePartTest {

  @Property(tries = 300)
  void aLongReasonIsCutToWhatTheApiServerTakes(@ForAll @StringLength(max = 3000) String why) {
    String note = MessageText.join(List.of(why));
    assertThat(note.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(1024);
    if (why.getBytes(UTF_8).length <= 1024) {
      assertThat(note).isEqualTo(why);
    } else {
      assertThat(note).endsWith("…").hasSizeGreaterThan(250);
      assertThat(why).startsWith(note.substring(0, note.length() - 1));
    }
  }
}
