package io.rehost.proxy;

import io.rehost.rule.Cidr;
import java.util.List;

/**
 * What the origin is told about the client, and whose word about it counts.
 *
 * @param fields which fields are sent
 * @param host whether the client's own Host is among them; an origin that trusts it sees the wrong
 *     site again
 * @param trusted peers that are proxies whose fields are believed; empty means nobody's are
 */
public record Forwarding(Fields fields, boolean host, List<Cidr> trusted) {

  /** Kinds of fields that name the client. */
  public enum Fields {
    /** X-Forwarded-For, -Proto, -Port and, if asked for, -Host. */
    X_FORWARDED,
    /** Forwarded (RFC 7239). */
    RFC7239,
    /** Both kinds. */
    BOTH;

    boolean includeXForwarded() {
      return this != RFC7239;
    }

    boolean includeForwarded() {
      return this != X_FORWARDED;
    }
  }

  public Forwarding {
    trusted = List.copyOf(trusted);
  }

  /** Whether the peer is believed. */
  boolean trusts(PeerAddress peer) {
    for (Cidr range : trusted) {
      if (range.contains(peer.address())) {
        return true;
      }
    }
    return false;
  }
}
