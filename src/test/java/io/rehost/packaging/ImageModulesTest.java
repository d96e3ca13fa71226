package io.rehost.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The image's runtime has the modules of the JDK that are loaded only when they are wanted. */
class ImageModulesTest {
  private static final Pattern MODULES = Pattern.compile("jlink --add-modules (\\S+)");

  @Test
  void tracesCanBeSentFromTheImage() throws IOException {
    Matcher linked = MODULES.matcher(Files.readString(Path.of("Dockerfile")));
    assertThat(linked.find()).isTrue();
    assertThat(List.of(linked.group(1).split(",", -1)))
        .contains(HttpClient.class.getModule().getName());
  }
}
