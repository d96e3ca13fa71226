package io.rehost.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The scene that Rehost starts from: one path, and an origin server that answers it with the second
 * image if it sees the Host {@code go.advent.2019.co.jp}, with the first if it sees any other.
 */
abstract class HostDependentImage {
  static final String OVERRIDE = "go.advent.2019.co.jp";
  static final String OTHER_HOST = "b2.example.com";
  static final String PATH = "/sample_image.png";

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

  private void assertServes(InetSocketAddress server, String host, byte[] image)
      throws IOException {
    try (RawHttp http = RawHttp.connect(server)) {
      RawHttp.Response response = http.get(PATH, host);
      assertThat(response.status()).as("%s%n%s", response.head(), origin.log()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(image);
    }
  }
}
