package io.rehost.cluster;

import io.rehost.cli.RunningProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process has in memory, in MiB, as Linux counts it.
 *
 * @param nowMib resident now
 * @param mostMib the most it has ever been
 * @param heapMib of Java's heap in use, garbage among it, as its metrics say
 */
record ProcessMemory(long nowMib, long mostMib, long heapMib) {
  private static final Pattern HEAP =
      Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\".*} (\\S+)$");

  /**
   * @param management the port of its metrics
   */
  static ProcessMemory of(RunningProgram program, int management)
      throws IOException, InterruptedException {
    String status = Files.readString(Path.of("/proc", Long.toString(program.pid()), "status"));
    return new ProcessMemory(mib(status, "VmRSS"), mib(status, "VmHWM"), heap(management));
  }

  private static long heap(int management) throws IOException, InterruptedException {
    URI metrics = URI.create("http://127.0.0.1:" + management + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      String text =
          client
              .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      double bytes =
          HEAP.matcher(text).results().mapToDouble(it -> Double.parseDouble(it.group(1))).sum();
      return Math.round(bytes / (1 << 20));
    }
  }

  private static long mib(String status, String field) {
    Matcher value = Pattern.compile(field + ":\\s+(\\d+) kB").matcher(status);
    if (!value.find()) {
      throw new IllegalStateException("no " + field + " (expected: Linux's /proc): " + status);
    }
    return Long.parseLong(value.group(1)) / 1024;
  }

  @Override
  public String toString() {
    return "RSS %d MiB (most %d), heap %d MiB".formatted(nowMib, mostMib, heapMib);
  }
}
