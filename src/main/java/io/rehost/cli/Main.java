package io.rehost.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.util.List;

/** The program's entry. */
@QuarkusMain
public final class Main {
  private Main() {}

  /** Starts the mode named by the first argument, and exits with its code when it ends. */
  public static void main(String[] args) throws IOException, InterruptedException {
    System.exit(new Launcher(System.out, System.err).run(List.of(args)));
  }
}
