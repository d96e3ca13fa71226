package io.rehost.cli;

/** The program's entry. */
public final class Main {
  private Main() {}

  /** Starts the mode named by the first argument. */
  public static void main(String[] args) {
    System.out.println(args.length);
  }
}
