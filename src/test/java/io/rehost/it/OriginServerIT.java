package io.rehost.it;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OriginServerIT {
  @Test
  void anApacheThatCannotStartFailsWithWhatItSaid() {
    assertThatThrownBy(() -> ApacheServer.start("NoSuchDirective on\n", Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Invalid command 'NoSuchDirective'");
  }

  @Test
  void anNginxThatCannotStartFailsWithWhatItSaid() {
    assertThatThrownBy(() -> NginxServer.start("no_such_directive on;\n", Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("unknown directive \"no_such_directive\"");
  }
}
