package io.rehost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * What a coverage-guided fuzzer calls: the first byte says who sends the others, a client or an
 * origin that answers GET or HEAD.
 */
public final class CodecFuzz {
  private CodecFuzz() {}

  /** Fails if {@link CodecAgreement} does. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    String bytes = new String(input, 1, input.length - 1, ISO_8859_1);
    switch (input[0]) {
      case 'h' -> CodecAgreement.ofResponses("HEAD", bytes);
      case 'g' -> CodecAgreement.ofResponses("GET", bytes);
      default -> CodecAgreement.ofRequests(bytes);
    }
  }
}
