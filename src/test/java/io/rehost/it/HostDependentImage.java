package io.rehost.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rehost.proxy.ProxyServer;
import io.rehost.source.ConfigMapSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scene that Rehost starts from: one path, and an origin server that answers it with the second
 * image if it sees the Host {@code go.advent.2019.co.jp}, with the first if it sees any other.
 */
abstract class HostDependentImage {
  static final String OVERRIDE = "go.advent.2019.co.jp";
  static final String OTHER_HOST = "b2.example.com";
  static final String PATH = "/sample_image.png";

  private static final Duration SOON = Duration.ofSeconds(20);

  private byte[] firstImage;
  private byte[] secondImage;
  private OriginServer origin;

  /** Starts the origin server with these documents and this scene's sites. */
  abstract OriginServer startOrigin(Map<String, byte[]> documents) throws IOException;

  @BeforeEach
  void startOrigin() throws IOException {
    firstImage = PngImage.ofNoise(1);
    secondImage = PngImage.ofNoise(2);
    origin = startOrigin(Map.of("sample_image.png", firstImage, "sample_image2.png", secondImage));
  }

  @AfterEach
  void stopOrigin() {
    origin.close();
  }

  @Test
  void originServesTheSecondImageToTheOverrideHost() throws IOException {
    assertServes(origin.address(), OVERRIDE, secondImage);
  }

  @Test
  void originServesTheFirstImageToAnyOtherHost() throws IOException {
    assertServes(origin.address(), OTHER_HOST, firstImage);
  }

  @Test
  void throughRehostTheRuleBringsTheSecondImageByteForByte() throws IOException {
    try (ProxyServer proxy = startProxy(ruleFor(OTHER_HOST, OVERRIDE))) {
      assertServes(proxy.addresses().getFirst(), OTHER_HOST, secondImage);
    }
  }

  @Test
  void throughRehostTheFirstImageComesIfNoRuleIsForTheHost() throws IOException {
    try (ProxyServer proxy = startProxy(ruleFor("c3.example.com", OVERRIDE))) {
      assertServes(proxy.addresses().getFirst(), OTHER_HOST, firstImage);
    }
  }

  @Test
  void anEditOfTheConfigMapChangesTheImageThereAndBackOnOneConnection(@TempDir Path noCopies)
      throws IOException {
    SiteRules rules = new SiteRules();
    List<String> names = List.of(SiteRules.NAME);
    try (ConfigMapServer api = new ConfigMapServer();
        ConfigMapSource source =
            new ConfigMapSource(
                ConfigMapServer.NAMESPACE, names, noCopies, name -> rules.intake());
        ProxyServer proxy = DataPlane.start(rules.active())) {
      api.apply(ruleFor(OTHER_HOST, "b1.example.com"));
      source.start(api::client);
      await().atMost(SOON).until(() -> rules.active().current() != null);

      try (RawHttp http = RawHttp.connect(proxy.addresses().getFirst())) {
        assertThat(http.get(PATH, OTHER_HOST).body()).isEqualTo(firstImage);

        api.apply(ruleFor(OTHER_HOST, OVERRIDE));
        await().atMost(SOON).until(() -> http.get(PATH, OTHER_HOST).body(), isSame(secondImage));

        api.apply(ruleFor(OTHER_HOST, "b1.example.com"));
        await().atMost(SOON).until(() -> http.get(PATH, OTHER_HOST).body(), isSame(firstImage));
      }
    }
  }

  private static ProxyServer startProxy(String document) throws IOException {
    return DataPlane.start(SiteRules.of(document).active());
  }

  /** A rules document that sends the image's path, asked of one host, to the origin as another. */
  private String ruleFor(String host, String override) {
    return """
    upstream: http://127.0.0.1:%d
    rules:
    - name: sample-image
      match: {hosts: [%s], paths: [{exact: %s}]}
      host: %s
    """
        .formatted(origin.address().getPort(), host, PATH, override);
  }

  private static Predicate<byte[]> isSame(byte[] image) {
    return body -> Arrays.equals(body, image);
  }

  private void assertServes(InetSocketAddress server, String host, byte[] image)
      throws IOException {
    try (RawHttp http = RawHttp.connect(server)) {
      RawHttp.Response response = http.get(PATH, host);
      assertThat(response.status()).as("%s%n%s", response.head(), origin.log()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(image);
    }
  }
}
