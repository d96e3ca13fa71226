#!/usr/bin/env python3
"""Measures Rehost beside the proxies that people would use instead.

What counts is the ratio of two proxies in the same short rounds on the same machine: never an
absolute time. A proxy's CPU per request is the user and system time of all its processes, from
/proc, divided by the requests done. Proxies have core 0, load and origin core 1. The origin answers
200 only if it sees the overridden Host (and X-Forwarded-For), and anything else ends the run.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import figures
import proxies
import report
import tls
from proxies import HERE, LOAD_CORE, BenchError, Running

MIB = 1 << 20
JAR = "target/quarkus-app/quarkus-run.jar"
JAVA_OPTS = (
    "-XX:+UseSerialGC -Xmx64m -XX:+UseCompactObjectHeaders -Xss256k -XX:ReservedCodeCacheSize=24m "
    "-XX:MaxDirectMemorySize=64m -Dio.netty.allocator.numDirectArenas=1 "
    "-Dio.netty.allocator.maxOrder=3 "
    "-Dio.netty.leakDetection.level=disabled --enable-native-access=ALL-UNNAMED "
    "--sun-misc-unsafe-memory-access=allow"
)


@dataclass(frozen=True)
class Load:
    """One kind of load; rate 0 sends the next request when the answer is there."""

    title: str
    path: str
    connections: int
    rate: int = 0
    upload: int = 0
    body_bytes: int = 0
    tls: str = ""


LOADS = {
    "small": Load("small response, 64 keep-alive connections", "/s", 64),
    "down": Load("1 MiB response, 8 keep-alive connections", "/1m", 8, body_bytes=MIB),
    "up": Load("1 MiB request, 8 keep-alive connections", "/s", 8, upload=MIB, body_bytes=MIB),
    "latency": Load("2,000 requests/s open loop, 64 keep-alive connections", "/s", 64, rate=2000),
    "tls": Load("small response over TLS, 64 keep-alive connections", "/s", 64, tls="h1"),
    "h2": Load("small response over HTTP/2 and TLS, 8 connections of 8 streams", "/s", 8, tls="h2"),
    "handshake": Load("a new TLS connection for each small response", "/s", 50, tls="handshake"),
}
DEFAULT_KINDS = "small,down,up"

# The most that the subject may cost, in parts of what the peer costs.
GOALS = {
    "small": {"nginx": 0.85, "haproxy": 0.7, "go": 0.15},
    "down": {"nginx": 1 / 1.3, "go": 1.0},
    "up": {"nginx": 1 / 1.3, "go": 1.0},
    "p50": {"nginx": 1.0},
    "p99": {"nginx": 1.0},
}


class Bench:
    """One run: the origin, the proxies side by side, and the load on one of them at a time."""

    def __init__(self, options, workspace):
        self.options = options
        self.workspace = workspace
        self.origin_port = proxies.free_port()
        self.proxies = {}
        self.running = {}

    def run(self):
        for program in ("origin", "client"):
            build(program, self.workspace)
        if self.options.tls:
            tls.make_certificate(self.workspace)
        command = [self.workspace / "origin", str(self.origin_port), proxies.OVERRIDE]
        command += proxies.forwarded_argument(self.options)
        origin = Running("origin", command, self.workspace / "origin.log", LOAD_CORE)
        try:
            self.find_proxies()
            starts = {name: self.start_time(name) for name in self.proxies}
            for name, proxy in self.proxies.items():
                self.running[name], _ = proxies.start(proxy, self.workspace, core=None)
            self.warm_up()
            for process in self.running.values():
                process.pin()
            measured = [figure for kind in self.options.kinds for figure in self.measure(kind)]
            return self.results(measured, starts)
        finally:
            for process in [*self.running.values(), origin]:
                process.stop()

    def find_proxies(self):
        for name in dict.fromkeys([self.options.subject, *self.options.jars, *self.options.peers]):
            proxy = proxies.find(name, self.workspace, self.origin_port, self.options)
            if proxy:
                self.proxies[name] = proxy
                print(f"{name}: {proxy.version}")
            elif name == self.options.subject:
                raise BenchError(f"{name} not found (for rehost: make package first)")
            else:
                print(f"{name}: not installed, left out")

    def start_time(self, name):
        """Median time to the first proxied 200, on all cores as in a pod without a CPU limit."""
        seconds = []
        for _ in range(self.options.starts):
            running, took = proxies.start(self.proxies[name], self.workspace, core=None)
            running.stop()
            seconds.append(took)
        return median(seconds)

    def warm_up(self):
        """Those that are JVMs for long; the others so that their pools are filled.

        On all cores, as in a pod without a CPU limit: a JVM that shares one core between its
        compiler and the load is not warm when the time is up.
        """
        for name in self.proxies:
            seconds = self.options.warm_up if name in self.options.jars else 1
            for kind in self.options.kinds:
                self.load(name, LOADS[kind], seconds)

    def measure(self, kind):
        load = LOADS[kind]
        cost = {name: [] for name in self.proxies}
        latency = {part: {name: [] for name in self.proxies} for part in ("p50", "p99")}
        for number in range(self.options.rounds):
            # There and back again, so that a machine that slows down is unfair to nobody.
            order = list(self.proxies) if number % 2 == 0 else list(self.proxies)[::-1]
            for name in order:
                before = self.running[name].cpu_seconds()
                answer = self.load(name, load, self.options.seconds)
                used = self.running[name].cpu_seconds() - before
                cost[name].append(used / answer["done"] * 1e6)
                for part, values in latency.items():
                    values[name].append(answer[part])
            shown = ", ".join(f"{name} {values[-1]:.1f}" for name, values in cost.items())
            print(f"{kind} {number + 1}/{self.options.rounds}: {shown}", flush=True)
        if load.rate == 0:
            return [self.figure(kind, load, "CPU µs per request", cost)]
        return [self.figure(part, load, f"{part}, µs", values) for part, values in latency.items()]

    def load(self, name, load, seconds):
        if load.tls:
            done = tls.load(self.proxies[name], load.tls, load.path, seconds)
            self.running[name].check_alive()
            return {"done": done, "p50": 0, "p99": 0}
        command = ["taskset", "-c", LOAD_CORE, self.workspace / "client"]
        command += [self.proxies[name].port, proxies.CLIENT_HOST, load.path, load.connections]
        command += [seconds, load.rate, load.upload]
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
        self.running[name].check_alive()
        if done.returncode:
            raise BenchError(f"{name}, {load.title}: {done.stderr}")
        return json.loads(done.stdout)

    def figure(self, key, load, unit, values):
        subject = values[self.options.subject]
        goals = GOALS.get(key, {}) if self.options.subject == "rehost" else {}
        comparisons = {
            name: figures.compare(subject, peer, goals.get(name))
            for name, peer in values.items()
            if name != self.options.subject
        }
        return {
            "key": key,
            "title": load.title,
            "unit": unit,
            "body_bytes": load.body_bytes,
            "values": values,
            "comparisons": comparisons,
        }

    def results(self, measured, starts):
        footprint = {}
        for name, running in self.running.items():
            rss, private = running.resident_mb()
            footprint[name] = {"start_ms": starts[name] * 1e3, "rss_mb": rss, "private_mb": private}
        return {
            "subject": self.options.subject,
            "time": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            "machine": f"{cpu_model()}, {os.cpu_count()} cores, Linux {platform.release()}",
            "rounds": f"{self.options.rounds} rounds of {self.options.seconds} s",
            "job": f"X-Forwarded-* {self.options.forwarded}",
            "versions": {name: proxy.version for name, proxy in self.proxies.items()},
            "commands": {name: proxy.command for name, proxy in self.proxies.items()},
            "figures": measured,
            "footprint": footprint,
        }


def build(program, workspace):
    source = HERE / f"{program}.c"
    subprocess.run(["cc", "-O2", "-std=gnu11", "-o", workspace / program, source], check=True)


def cpu_model():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(": ")[2]
    return platform.machine()


def named_program(text):
    name, separator, path = text.rpartition("=")
    return (name if separator else "rehost", path)


def names(text):
    return [name for name in text.split(",") if name]


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    option = parser.add_argument
    option("--subject", default="rehost", help="the proxy that is compared with the others (rehost)")
    option("--peers", type=names, default=names("nginx,haproxy,go"), help="of nginx,haproxy,go,caddy,envoy")
    option("--kinds", type=names, default=names(DEFAULT_KINDS), help=f"of {','.join(LOADS)}")
    option("--quick", action="store_true", help="few short rounds: to see that it works, not for figures")
    option("--rounds", type=int, default=24, help="paired rounds of each kind (24)")
    option("--seconds", type=float, default=1.5, help="length of a round (1.5)")
    option("--warm-up", type=float, default=24, help="seconds of load of each kind before the first round (24)")
    option("--starts", type=int, default=5, help="starts timed of each proxy (5)")
    option("--forwarded", choices=["on", "off"], default="on", help="X-Forwarded-* as part of the job (on)")
    option("--java", default="java", help="the java that runs Rehost")
    option("--java-opts", default=JAVA_OPTS, help="JVM flags of Rehost, instead of the ones for a sidecar")
    option(
        "--jar",
        type=named_program,
        action="append",
        metavar="NAME=PATH",
        help="a build of Rehost: quarkus-run.jar, or a native program; may be repeated, e.g. --jar rehost=… "
        f"--jar before=…; a path alone is rehost's (rehost={JAR})",
    )
    option("--out", type=Path, default=Path("target/bench"), help="folder for the results")
    options = parser.parse_args()
    options.jars = {"rehost": JAR, **dict(options.jar or [])}
    for kind in options.kinds:
        if kind not in LOADS:
            parser.error(f'--kinds: "{kind}" (expected: of {", ".join(LOADS)})')
        if LOADS[kind].tls and not tls.available():
            parser.error(f"--kinds: {kind} needs h2load (nghttp2) and openssl")
    options.tls = any(LOADS[kind].tls for kind in options.kinds)
    if options.quick:
        options.rounds, options.seconds, options.warm_up, options.starts = 5, 0.7, 6, 3
    return options


def main():
    options = parse_arguments()
    tools = shutil.which("taskset") and shutil.which("cc")
    if platform.system() != "Linux" or (os.cpu_count() or 1) < 2 or not tools:
        raise BenchError("needs Linux with two cores, taskset (util-linux) and a C compiler")
    with tempfile.TemporaryDirectory(prefix="rehost-bench-") as workspace:
        # nginx, started by root, drops to a user that must reach its files.
        os.chmod(workspace, 0o755)
        results = Bench(options, Path(workspace)).run()
    print("\n" + report.write(results, options.out))


if __name__ == "__main__":
    try:
        main()
    except BenchError as error:
        sys.exit(f"bench: {error}")
