package io.rehost.cli.settings;

/**
 * Limits in number and size: what a client or an origin can make this process hold.
 *
 * @param headBytes of a request's head (431, 414)
 * @param connections of clients; one more gets 503 and is closed
 * @param upstreamConnections per upstream
 * @param pending requests that wait for a connection to one upstream; one more gets 503
 */
public record LimitSettings(int headBytes, int connections, int upstreamConnections, int pending) {
  private static final Form<Integer> HEAD = Quantities.size(1 << 10, 1 << 20, "1Ki to 1Mi");
  private static final Form<Integer> COUNT = Form.number(1, 1_000_000);
  private static final Form<Integer> PENDING = Form.number(0, 1_000_000);

  static LimitSettings read(SettingReader reader) {
    return new LimitSettings(
        reader.read("REHOST_LIMIT_HEAD", HEAD, 32 << 10),
        reader.read("REHOST_LIMIT_CONNECTIONS", COUNT, 10_000),
        reader.read("REHOST_LIMIT_UPSTREAM_CONNECTIONS", COUNT, 512),
        reader.read("REHOST_LIMIT_PENDING", PENDING, 1024));
  }
}
