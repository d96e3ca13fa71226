package io.rehost.cli.settings;

import java.time.Duration;

/**
 * Limits in time.
 *
 * @param connect until the connection to the upstream stands (504)
 * @param head until a client has finished its request head (408)
 * @param response until the upstream starts its response, from the last request byte sent (504)
 * @param idle without a byte either way within an exchange or a tunnel
 * @param keepAlive of an idle client connection between requests
 * @param drain for exchanges to end after SIGTERM, once listeners are closed; zero waits for none
 * @param drainDelay from SIGTERM until listeners close: readiness is down, requests still taken
 */
public record TimeoutSettings(
    Duration connect,
    Duration head,
    Duration response,
    Duration idle,
    Duration keepAlive,
    Duration drain,
    Duration drainDelay) {

  static TimeoutSettings read(SettingReader reader) {
    return new TimeoutSettings(
        timeout(reader, "CONNECT", Duration.ofSeconds(2)),
        timeout(reader, "HEAD", Duration.ofSeconds(10)),
        timeout(reader, "RESPONSE", Duration.ofSeconds(60)),
        timeout(reader, "IDLE", Duration.ofMinutes(5)),
        timeout(reader, "KEEPALIVE", Duration.ofSeconds(75)),
        drain(reader),
        drainDelay(reader, Duration.ZERO));
  }

  /** The time of a drain, as in every mode. */
  static Duration drain(SettingReader reader) {
    return reader.read("REHOST_TIMEOUT_DRAIN", Quantities.DELAY, Duration.ofSeconds(25));
  }

  /** How long a drain goes on taking what is new. */
  static Duration drainDelay(SettingReader reader, Duration byDefault) {
    return reader.read("REHOST_DRAIN_DELAY", Quantities.DELAY, byDefault);
  }

  private static Duration timeout(SettingReader reader, String name, Duration byDefault) {
    return reader.read("REHOST_TIMEOUT_" + name, Quantities.TIMEOUT, byDefault);
  }
}
