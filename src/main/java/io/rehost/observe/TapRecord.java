package io.rehost.observe;

import io.rehost.proxy.ClientHead;
import io.rehost.proxy.ExchangeView;
import io.rehost.proxy.SentHead;
import io.rehost.rule.FieldMask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the tap shows of an exchange, masked, taken from it on its event loop.
 *
 * @param endedAt orders records of several event loops
 * @param clientHead lines; null if the head could not be read
 * @param sentHead lines; null if nothing was sent
 */
record TapRecord(
    AccessRecord exchange,
    long endedAt,
    @Nullable List<String> clientHead,
    @Nullable List<String> sentHead)
    implements RecordRing.Entry {

  /** An exchange that has just ended. */
  static TapRecord of(ExchangeView exchange, FieldMask mask) {
    ClientHead client = exchange.clientHead();
    SentHead sent = exchange.sentHead();
    return new TapRecord(
        AccessRecord.of(exchange),
        exchange.endedAt(),
        client == null ? null : MaskedHead.of(client, exchange.protocol(), mask),
        sent == null ? null : MaskedHead.of(sent, exchange.upstreamProtocol(), mask));
  }

  @Override
  public int length() {
    return exchange.length() + length(clientHead) + length(sentHead);
  }

  private static int length(@Nullable List<String> lines) {
    return lines == null ? 0 : lines.stream().mapToInt(String::length).sum();
  }
}
