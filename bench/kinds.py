"""What is measured: kinds of load, what the proxies are set to for each, and the goals."""

from dataclasses import dataclass, field

MIB = 1 << 20
ALL_PEERS = ("nginx", "haproxy", "envoy", "go", "caddy")
# Caddy is Go's ReverseProxy and what is around it: it is shown once.
MOST_PEERS = ("nginx", "haproxy", "envoy", "go")


@dataclass(frozen=True)
class Variant:
    """Rehost set otherwise than for the job that all have."""

    rules: int = 0
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Setup:
    """What the proxies are set to beside the fixed upstream, the override and X-Forwarded-*.

    With variants, these are compared with each other, the first with the others, and no peers. A setup with more
    code for the JVM to compile has a warm_up that is longer by that factor.
    """

    tls: bool = False
    origin_tls: bool = False
    variants: dict[str, Variant] = field(default_factory=dict)
    warm_up: float = 1


SETUPS = {
    "plain": Setup(),
    "tls": Setup(tls=True, warm_up=1.5),
    "origin-tls": Setup(origin_tls=True),
    "rules": Setup(variants={"10,000 rules": Variant(rules=10_000), "1 rule": Variant(rules=1)}),
    "console": Setup(
        variants={
            "console": Variant(environment={"REHOST_CONSOLE": "127.0.0.1:0"}),
            "no console": Variant(),
        }
    ),
}


@dataclass(frozen=True)
class Kind:
    """One kind of load; rate 0 sends the next request when the answer is there.

    seconds is the length of a round, None the usual one; h2load, if not empty, is the way in which
    h2load puts load on the TLS listener.
    """

    title: str
    path: str
    connections: int
    rate: int = 0
    upload: int = 0
    body_bytes: int = 0
    h2load: str = ""
    setup: str = "plain"
    peers: tuple[str, ...] = MOST_PEERS
    seconds: float | None = None


KINDS = {
    "small": Kind("small response, 64 connections", "/s", 64, peers=ALL_PEERS),
    "many": Kind("small response, 512 connections", "/s", 512),
    "64k": Kind("64 KiB response, 64 connections", "/64k", 64, body_bytes=MIB >> 4),
    "down": Kind("1 MiB response, 8 connections", "/1m", 8, body_bytes=MIB),
    "up": Kind("1 MiB request, 8 connections", "/s", 8, upload=MIB, body_bytes=MIB),
    "latency": Kind("2,000 requests/s, open loop, 64 connections", "/s", 64, rate=2000, peers=MOST_PEERS[:3], seconds=1),
    "h2": Kind("small response over HTTP/2 and TLS, 8 × 8 streams", "/s", 8, h2load="h2", setup="tls", seconds=0.6),
    "tls": Kind("small response over TLS, 64 connections", "/s", 64, h2load="h1", setup="tls", seconds=0.8),
    "handshake": Kind("a new TLS connection for each response", "/s", 50, h2load="handshake", setup="tls", seconds=1),
    "origin-tls": Kind("small response, TLS to the origin, 64 connections", "/s", 64, setup="origin-tls"),
    "rules": Kind("small response, by 10,000 rules and by one", "/s", 64, setup="rules"),
    "console": Kind("small response, with the console and without", "/s", 64, setup="console"),
}
DEFAULT_KINDS = "small,many,64k,down,up,latency,h2,origin-tls,rules"

# The most that the subject may cost, in parts of what the peer costs (design goals of Rehost).
GOALS = {
    "small": {"nginx": 0.85, "haproxy": 0.7, "go": 0.15},
    "down": {"nginx": 1 / 1.3, "go": 1.0},
    "up": {"nginx": 1 / 1.3, "go": 1.0},
    "p50": {"nginx": 1.0},
    "p99": {"nginx": 1.0},
    "rules": {"1 rule": 1.05},
}


def rules_document(count):
    """As many rules, of hosts, suffixes and paths in turn; the last one takes the load's requests."""
    lines = ["rules:"]
    for i in range(count - 1):
        match = (f"hosts: [h{i}.example.org]", f"hosts: ['*.h{i}.example.org']", f"paths: [{{prefix: /shop{i}}}]")
        lines.append(f"- {{name: r{i}, match: {{{match[i % 3]}}}, host: o{i}.example.org}}")
    lines.append("- {name: site, match: {hosts: [b2.example.com]}, host: go.advent.2019.co.jp}")
    return "\n".join(lines) + "\n"
