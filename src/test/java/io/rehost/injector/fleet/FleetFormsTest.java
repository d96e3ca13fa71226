package io.rehost.injector.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.injector.fleet.PodReport.State;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Contract section 6: {@code GET /fleet}, "7 of 9 pods on abc123"; JSON and a table page. */
class FleetFormsTest {
  private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
  private static final PodReport GOOD =
      new PodReport(
          "shop",
          "good",
          List.of("shop-rules"),
          State.CURRENT,
          "abc123",
          "abc123",
          null,
          0L,
          true,
          List.of(),
          Map.of());
  private static final PodReport BEHIND =
      new PodReport(
          "shop",
          "behind",
          List.of("shop-rules", "more"),
          State.OUTDATED,
          "000000",
          "abc123",
          null,
          3L,
          false,
          List.of(
              new PodReport.Rejected(
                  "more", "12", List.of("rules[0].name: \"<b>\" (expected: x)", "another"))),
          Map.of("shop-rules", List.of("new.test")));
  private static final PodReport AWAY =
      new PodReport(
          "<img src=x>",
          "away",
          List.of("r"),
          State.UNREACHABLE,
          null,
          null,
          "connection refused",
          null,
          null,
          List.of(),
          Map.of());
  private static final FleetReport REPORT = new FleetReport(AT, List.of(GOOD, BEHIND, AWAY));

  @Test
  void theJsonIsExactlyThis() {
    assertThat(FleetJson.of(REPORT))
        .isEqualTo(
            """
            {"time":"2026-11-23T10:00:00Z","pods":3,"current":1,"unreachable":1,"needRestart":1,\
            "groups":[{"hash":"abc123","pods":2,"current":1}],"items":[\
            {"namespace":"<img src=x>","pod":"away","rules":["r"],"state":"unreachable","hash":null,\
            "expectedHash":null,"current":false,"reason":"connection refused","rejections":null,\
            "watchConnected":null,"rejected":[],"needsRestart":false,"missingHosts":{}},\
            {"namespace":"shop","pod":"behind","rules":["shop-rules","more"],"state":"outdated",\
            "hash":"000000","expectedHash":"abc123","current":false,"reason":null,"rejections":3,\
            "watchConnected":false,"rejected":[{"configMap":"more","resourceVersion":"12",\
            "problems":["rules[0].name: \\"<b>\\" (expected: x)","another"]}],"needsRestart":true,\
            "missingHosts":{"shop-rules":["new.test"]}},\
            {"namespace":"shop","pod":"good","rules":["shop-rules"],"state":"current",\
            "hash":"abc123","expectedHash":"abc123","current":true,"reason":null,"rejections":0,\
            "watchConnected":true,"rejected":[],"needsRestart":false,"missingHosts":{}}]}""");
  }

  @Test
  void thePageSaysHowManyPodsAreOnWhichHash() {
    assertThat(FleetPage.of(REPORT))
        .contains("1 of 3 pods current, 1 unreachable, 1 to be made anew")
        .contains("<li>1 of 2 pods on abc123</li>");
  }

  @Test
  void whatComesFromTheClusterIsEscaped() {
    assertThat(FleetPage.of(REPORT))
        .doesNotContain("<img")
        .doesNotContain("<b>")
        .contains("&lt;img src=x&gt;/away")
        .contains("rules[0].name: &quot;&lt;b&gt;&quot; (expected: x); and 1 more");
  }

  @Test
  void thePageHasNoScriptAndItsPolicyAllowsJustItsStyle() throws NoSuchAlgorithmException {
    String page = FleetPage.of(REPORT);
    String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
    String hash =
        Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(style.getBytes(StandardCharsets.UTF_8)));

    assertThat(page).doesNotContainIgnoringCase("<script").doesNotContain(" style=");
    assertThat(FleetPage.CONTENT_SECURITY_POLICY)
        .startsWith("default-src 'none'; style-src 'sha256-" + hash + "';")
        .doesNotContain("unsafe");
  }

  @Test
  void anEmptyFleetSaysHowToBegin() {
    assertThat(FleetPage.of(new FleetReport(AT, List.of())))
        .contains("0 of 0 pods current")
        .contains("rehost.io/inject")
        .doesNotContain("<table");
  }
}
