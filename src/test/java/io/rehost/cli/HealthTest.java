package io.rehost.cli;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract section 2, REHOST_MANAGEMENT and Health: over HTTP, on the management port. */
@QuarkusTest
@TestProfile(HealthTest.FreePort.class)
class HealthTest {
  private final AtomicBoolean loopsTurn = new AtomicBoolean(true);
  private final AtomicBoolean rulesGood = new AtomicBoolean();
  private final AtomicReference<@Nullable Instant> deadSince = new AtomicReference<>();

  @Inject Vitals vitals;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it before each test
  @TestHTTPResource(value = "/", management = true)
  URI management;

  /** Tests of several checkouts run at the same time. */
  public static final class FreePort implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("quarkus.management.test-port", "0", "quarkus.management.host", "127.0.0.1");
    }
  }

  @BeforeEach
  void bind() {
    vitals.bound(
        new Vitals.Running(
            loopsTurn::get,
            "rules",
            rulesGood::get,
            deadSince::get,
            Instant.now().plus(Duration.ofMinutes(5))));
  }

  @Test
  void liveFollowsTheEventLoops() {
    get(at("/health/live")).then().statusCode(200).body("status", equalTo("UP"));
    loopsTurn.set(false);
    get(at("/health/live")).then().statusCode(503).body("status", equalTo("DOWN"));
  }

  @Test
  void startedAndReadyFollowTheRules() {
    get(at("/health/started")).then().statusCode(503);
    get(at("/health/ready")).then().statusCode(503);
    rulesGood.set(true);
    get(at("/health/started")).then().statusCode(200);
    get(at("/health/ready")).then().statusCode(200);
  }

  @Test
  void aWatchThatIsDeadForAMinuteIsADegradationNotAnOutage() {
    rulesGood.set(true);
    deadSince.set(Instant.now().minusSeconds(30));
    get(at("/health/ready"))
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'rules' }.data", equalTo(null));
    deadSince.set(Instant.now().minusSeconds(61));
    get(at("/health/ready"))
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'rules' }.data.degraded", startsWith("not watched for 6"));
  }

  @Test
  void metricsAreInThePrometheusFormat() {
    get(at("/metrics")).then().statusCode(200).body(containsString("jvm_memory_used_bytes"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/health",
        "/health/",
        "/health/well",
        "/health/group",
        "/health/group/x",
        "/metrics/",
        "/q/health",
        "/q/metrics",
        "/q",
        "/console",
        "/health/live/",
        "/health/live;x"
      })
  void nothingElseIsThere(String path) {
    get(at(path)).then().statusCode(404);
  }

  private URI at(String path) {
    return management.resolve(path);
  }
}
