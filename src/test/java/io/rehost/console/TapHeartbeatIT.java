package io.rehost.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** docs/console.md: comments come when nothing else does for 15 seconds. */
class TapHeartbeatIT {
  private static final int PATIENCE_MILLIS = 60_000;

  @Test
  void aListenerHearsThatThereIsNothingYetAndThenWhatThereIs() throws Exception {
    try (ConsoleScene scene = new ConsoleScene();
        Socket socket = scene.connect()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      BufferedReader events = scene.listen(socket, "");
      Instant began = Instant.now();

      assertThat(ConsoleScene.awaitLine(events, ": nothing")).isEqualTo(": nothing yet");
      assertThat(Duration.between(began, Instant.now())).isGreaterThan(Duration.ofSeconds(10));
      scene.ends("a", 200);
      assertThat(ConsoleScene.awaitLine(events, "data:")).contains("\"rule\":\"a\"");
    }
  }
}
