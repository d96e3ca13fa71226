package io.rehost.it;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Makes images that can't be mistaken for each other and don't fit into one buffer. */
final class PngImage {
  private static final int SIDE = 256;

  private PngImage() {}

  /** A PNG file of noise, about 200 KiB: the same for the same seed. */
  static byte[] ofNoise(long seed) throws IOException {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < SIDE; x++) {
      for (int y = 0; y < SIDE; y++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }
}
