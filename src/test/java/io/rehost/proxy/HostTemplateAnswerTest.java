package io.rehost.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.rule.Authority;
import io.rehost.rule.HostPattern;
import io.rehost.rule.Match;
import io.rehost.rule.Rule;
import io.rehost.rule.Unmatched;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contract section 3: "a result that is not a host name … gives 400", and so does one that
 * hostAllowed does not bound. Over sockets: the origin never hears of it.
 */
class HostTemplateAnswerTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "X-Site: \r\n",
        "X-Site: a.legacy.local\r\nX-Site: b.legacy.local\r\n",
        "X-Site: a.legacy.local, b.legacy.local\r\n",
        "X-Site: a..legacy.local\r\n",
        "X-Site: user@a.legacy.local\r\n",
        "X-Site: elsewhere.test\r\n",
        "X-Site: legacy.local\r\n"
      })
  void aHostThatTheClientMayNotChooseIs400AndReachesNoOrigin(String fields) throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = choosing(origin)) {
      RawClient.Response response =
          proxy.exchange("GET / HTTP/1.1\r\nHost: a.test\r\n" + fields + "\r\n");

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.field("Proxy-Status")).startsWith("rehost; error=http_request_error");
      assertThat(response.content()).doesNotContain("legacy.local", "elsewhere");
      assertThat(origin.isQuiet()).isTrue();
    }
  }

  @Test
  void aHostWithinHostAllowedIsSent() throws Exception {
    try (RawOrigin origin = RawOrigin.ok("");
        TestProxy proxy = choosing(origin)) {
      proxy.exchange("GET / HTTP/1.1\r\nHost: a.test\r\nX-Site: a.legacy.local\r\n\r\n");

      assertThat(origin.next().lines())
          .containsExactly("GET / HTTP/1.1", "Host: a.legacy.local", "X-Site: a.legacy.local");
    }
  }

  private static TestProxy choosing(RawOrigin origin) throws Exception {
    Rule plain = TestProxy.rule("r", Match.ANY, "{header.X-Site}");
    Rule rule =
        new Rule(
            plain.name(),
            plain.match(),
            Objects.requireNonNull(plain.host()),
            List.of(new HostPattern.Wildcard("legacy.local", Authority.NO_PORT)),
            null,
            plain.tls(),
            plain.protocol(),
            plain.response(),
            plain.request(),
            plain.requestHeaders(),
            plain.responseHeaders(),
            plain.timeouts());
    TestProxy proxy = new TestProxy(it -> it, ExchangeListener.NONE);
    proxy.use(TestProxy.document(origin.upstream(), Unmatched.REJECT, rule));
    return proxy;
  }
}
