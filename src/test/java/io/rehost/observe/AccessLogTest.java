package io.rehost.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.ProxyError;
import java.io.ByteArrayOutputStream;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 2, REHOST_ACCESS_LOG. */
class AccessLogTest {

  @Test
  void allMeansEveryExchange() {
    assertThat(lines(AccessLog::ofAll, exchange(200), exchange(404))).hasLineCount(2);
  }

  @Test
  @DisplayName("errors: an error of ours, a 5xx of the origin, a client that got nothing")
  void errorsAreOursThe5xxOfTheOriginAndClientsThatLeft() {
    String lines =
        lines(
            AccessLog::ofErrors,
            exchange(200),
            exchange(404),
            exchange(499),
            exchange(500),
            exchange(0),
            exchange(400).with(ProxyError.MALFORMED_REQUEST),
            exchange(200).with(ProxyError.CONNECTION_TERMINATED));

    assertThat(lines.lines().map(line -> line.replaceAll(".*\"status\":(\\w+),.*", "$1")))
        .containsExactly("500", "null", "400", "200");
  }

  @Test
  void theNameOfTheRuleIsSaid() {
    assertThat(lines(AccessLog::ofAll, exchange(200))).contains("\"rule\":\"b2\",");
  }

  private static TestExchange exchange(int status) {
    return new TestExchange(TestExchange.decidedBy("b2"), null, status);
  }

  private static String lines(Function<AccessLogWriter, AccessLog> log, TestExchange... exchanges) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AccessLogWriter writer = AccessLogWriter.start(1, out, said -> {});
    AccessLog listener = log.apply(writer);
    for (TestExchange exchange : exchanges) {
      listener.exchangeEnded(exchange);
    }
    writer.close();
    return out.toString(UTF_8);
  }
}
