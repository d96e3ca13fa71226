package io.rehost.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rehost.proxy.ProxyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Real clients of HTTP/2, curl and nghttp2's h2load, before a real nginx (contract 2 and 4). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2ClientsIT {
  private static final String SITES =
      """
      server { listen 127.0.0.1:@port@ default_server; return 421; }
      server {
        listen 127.0.0.1:@port@;
        server_name b.test;
        client_max_body_size 0;
        location /up { proxy_set_header Host b.test; proxy_pass http://127.0.0.1:@port@/host; }
        location /host { return 200 "$host $http_cookie"; }
        location /away { return 302 http://b.test/host; }
      }
      """;

  private static final byte[] LARGE = new byte[8 * 1024 * 1024];
  private static final int PATIENCE_SECONDS = 60;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private OriginServer origin;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private ProxyServer proxy;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Path directory;

  @BeforeAll
  void startServers(@TempDir Path temporary) throws IOException {
    directory = temporary;
    new Random(1).nextBytes(LARGE);
    origin = NginxServer.start(SITES, Map.of("large", LARGE, "small", "small".getBytes(UTF_8)));
    proxy =
        DataPlane.start(
            SiteRules.of(
                    """
                    upstream: http://127.0.0.1:%d
                    rules: [{name: all, host: b.test}]
                    """
                        .formatted(origin.address().getPort()))
                .active());
  }

  @AfterAll
  void stopServers() {
    proxy.close();
    origin.close();
  }

  @Test
  void curlGetsTheSiteOfTheOverride() throws Exception {
    assertThat(curl("-b", "a=1", "-b", "b=2", url("/host"), "-w", " %{http_version}"))
        .startsWith("b.test a=1")
        .endsWith(" 2");
  }

  @Test
  void curlIsSentBackToWhereItCameFrom() throws Exception {
    assertThat(curl("-o", "/dev/null", url("/away"), "-w", "%{http_code} %{redirect_url}"))
        .isEqualTo("302 " + url("/host"));
  }

  @Test
  void curlDownloadsAndUploadsLargeContent() throws Exception {
    Path down = directory.resolve("down");
    Path up = Files.write(directory.resolve("up"), LARGE);

    curl("-o", down.toString(), url("/large"));
    assertThat(down).hasBinaryContent(LARGE);
    assertThat(curl("-T", up.toString(), "-w", " %{http_code} %{size_upload}", url("/up")))
        .isEqualTo("b.test  200 " + LARGE.length);
  }

  @Test
  void h2loadRunsAHundredStreamsBesideEachOther() throws Exception {
    // nginx takes 256 connections, one for each stream at once
    String report = run("h2load", "-n", "2000", "-c", "2", "-m", "100", url("/small"));

    assertThat(report)
        .contains("2000 total, 2000 started, 2000 done, 2000 succeeded, 0 failed, 0 errored")
        .contains("status codes: 2000 2xx");
  }

  private String url(String path) {
    return "http://127.0.0.1:" + proxy.addresses().getFirst().getPort() + path;
  }

  private String curl(String... arguments) throws Exception {
    return run(
        Stream.concat(Stream.of("curl", "-sS", "--http2-prior-knowledge"), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private String run(String... command) throws Exception {
    Path output = Files.createTempFile(directory, "output", "");
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(output);
    assertThat(ended && process.exitValue() == 0)
        .as("%s: %s", String.join(" ", command), text)
        .isTrue();
    return text;
  }
}
