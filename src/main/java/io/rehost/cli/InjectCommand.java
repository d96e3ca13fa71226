package io.rehost.cli;

import io.rehost.injector.Injector;
import io.rehost.injector.ManifestInjection;
import io.rehost.injector.Manifests;
import io.rehost.injector.SidecarDefaults;
import io.rehost.injector.SidecarSettings;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code rehost inject}: prints manifests with the sidecar injected, by the code of the webhook.
 * What it has done, and what is wrong, goes to standard error; if anything is wrong, standard
 * output stays empty, so that no half of a file is applied.
 */
final class InjectCommand {
  static final String USAGE =
      """
      usage: rehost inject -f FILE | -
      Prints the manifests of FILE (- is standard input) with the sidecar in every pod
      that asks for it by the annotation rehost.io/inject: "true". With
      rehost.io/capture: hosts, the ConfigMaps with the rules have to be in FILE too.
      REHOST_INJECT_IMAGE and others of its kind set the sidecar up. Exits with 0 if all
      is printed, 1 if a pod can't get what it asks for, 2 if the command line or the
      file is wrong.
      """;

  private final SidecarDefaults defaults;
  private final SidecarSettings settings;

  InjectCommand(SidecarDefaults defaults, SidecarSettings settings) {
    this.defaults = defaults;
    this.settings = settings;
  }

  /** {@code rehost inject -f FILE}; returns the exit code. */
  int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
    if (arguments.contains("-h") || arguments.contains("--help")) {
      out.print(USAGE);
      return ExitCode.OK;
    }
    String file = arguments.isEmpty() ? "" : arguments.getLast();
    boolean named = arguments.size() == 2 && arguments.getFirst().equals("-f");
    boolean piped = arguments.size() == 1 && file.equals(InputFile.STANDARD_INPUT);
    if (!named && !piped) {
      String found =
          arguments.isEmpty() ? "no file given" : '"' + String.join(" ", arguments) + '"';
      err.println("inject: " + found + " (expected: -f FILE, or -)");
      err.print(USAGE);
      return ExitCode.USAGE;
    }
    return switch (InputFile.read(file, in)) {
      case InputFile.Unreadable(String problem) -> {
        err.println(problem);
        yield ExitCode.USAGE;
      }
      case InputFile.Content(byte[] bytes) -> inject(file, bytes, out, err);
    };
  }

  private int inject(String file, byte[] bytes, PrintStream out, PrintStream err) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      err.println(file + ": not text (expected: YAML in UTF-8)");
      return ExitCode.FAILED;
    }
    Manifests manifests = Manifests.read(text);
    manifests.problems().forEach(problem -> err.println(file + ": " + problem));
    ManifestInjection.Result result =
        ManifestInjection.inject(manifests, new Injector(defaults, settings, manifests));
    result.problems().forEach(problem -> err.println(file + ": " + problem));
    if (!manifests.problems().isEmpty() || !result.problems().isEmpty()) {
      return ExitCode.FAILED;
    }
    result.notes().forEach(err::println);
    out.print(result.text());
    return ExitCode.OK;
  }
}
