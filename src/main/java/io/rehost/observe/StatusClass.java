package io.rehost.observe;

/** The classes of status codes (RFC 9110 15), the only form in which statuses become labels. */
enum StatusClass {
  /** The client got no response. */
  NONE(0, "none"),
  INFORMATIONAL(1, "1xx"),
  SUCCESSFUL(2, "2xx"),
  REDIRECTION(3, "3xx"),
  CLIENT_ERROR(4, "4xx"),
  /** And whatever an origin makes up above it. */
  SERVER_ERROR(5, "5xx");

  /** How many there are. */
  static final int COUNT = 6;

  private static final StatusClass[] BY_DIGIT = values();

  private final int digit;
  private final String label;

  StatusClass(int digit, String label) {
    this.digit = digit;
    this.label = label;
  }

  static StatusClass of(int status) {
    return BY_DIGIT[Math.clamp(status / 100, 0, COUNT - 1)];
  }

  /** The first digit of its statuses. */
  int digit() {
    return digit;
  }

  String label() {
    return label;
  }
}
