package io.rehost.it;

/** Who runs the tests, and therefore starts the origin servers. */
final class ServerUser {
  private ServerUser() {}

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }
}
