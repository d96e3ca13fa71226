package io.rehost.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program's entry. */
@QuarkusMain
public final class Main {
  private Main() {}

  /** Starts the mode named by the first argument, and exits with its code when it ends. */
  public static void main(String[] args) throws IOException, InterruptedException {
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    int code = new Launcher(out, err).run(List.of(args));
    out.flush();
    err.flush();
    boolean answered =
        args.length > 0 && Mode.named(args[0]).filter(Mode::answersAtOnce).isPresent();
    // Such a mode leaves no thread behind, and exit() would start the logging system for nothing.
    if (!answered || code != ExitCode.OK) {
      System.exit(code);
    }
  }

  /** Containers mostly have no locale; a name that is quoted should still be the one written. */
  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
