package io.rehost.injector.webhook;

import io.rehost.injector.webhook.AdmissionReview.Answer;
import io.rehost.injector.webhook.AdmissionReview.Judge;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * The bytes of one review, which count for the budget from before they are there until after they
 * are gone. As an array of its own they cost no more than it says, however small the pieces are in
 * which they come. For one thread at a time.
 */
final class ReviewBody {
  /** The least that a body costs, which bounds how many of them there are. */
  private static final int FIRST = 4 << 10;

  private final ByteBudget budget;
  private byte[] bytes = {};
  private int length;

  ReviewBody(ByteBudget budget) {
    this.budget = budget;
  }

  /** How many bytes it would have with that piece. */
  int lengthWith(Buffer piece) {
    return length + piece.length();
  }

  /**
   * Keeps a copy of the piece; false if there is no room for it.
   *
   * @param piece with which it is not longer than {@link AdmissionReview#MAX_BYTES}
   */
  boolean append(Buffer piece) {
    int needed = lengthWith(piece);
    if (needed > bytes.length && !grow(needed)) {
      return false;
    }
    piece.getBytes(bytes, length);
    length = needed;
    return true;
  }

  private boolean grow(int needed) {
    int wanted = Math.max(Math.max(needed, 2 * bytes.length), FIRST);
    int size = Math.min(wanted, AdmissionReview.MAX_BYTES);
    int more = size - bytes.length;
    if (!budget.take(more)) {
      return false;
    }
    try {
      bytes = Arrays.copyOf(bytes, size);
      return true;
    } catch (OutOfMemoryError full) { // others than bodies fill the heap: the same to the client
      budget.giveBack(more);
      return false;
    }
  }

  Answer answer(Judge judge) {
    return AdmissionReview.answer(bytes, length, judge);
  }

  /** Lets the bytes go. May be called more than once. */
  void release() {
    int held = bytes.length;
    bytes = new byte[0];
    length = 0;
    budget.giveBack(held);
  }
}
