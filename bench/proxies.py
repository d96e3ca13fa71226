"""The proxies that are compared: how each is found, configured, started and looked at."""

import os
import shlex
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
PROXY_CORE, LOAD_CORE = "0", "1"
CLIENT_HOST = "b2.example.com"
OVERRIDE = "go.advent.2019.co.jp"
START_SECONDS = 30
# A peer's configuration file, and the arguments that come before its name.
CONFIGURATION = {
    "nginx": ("nginx.conf", ["-e", "@dir@/nginx-error.log", "-p", "@dir@", "-c"]),
    "haproxy": ("haproxy.cfg", ["-f"]),
    "caddy": ("Caddyfile", ["run", "--adapter", "caddyfile", "--config"]),
    "envoy": ("envoy.yaml", ["--concurrency", "1", "-c"]),
}
VERSION_ARGUMENT = {"nginx": "-v", "haproxy": "-v", "go": "version", "caddy": "version", "envoy": "--version"}
TLS_PEERS = ("nginx", "haproxy")
FORWARDED_LINE, TLS_LINE = " # forwarded\n", " # tls\n"
TICKS = os.sysconf("SC_CLK_TCK")


class BenchError(Exception):
    """Something that makes the figures impossible or worthless; the message is for the user."""


@dataclass(frozen=True)
class Proxy:
    """A program that can do the job. The command ends with the arguments that configure it."""

    name: str
    version: str
    command: list[str]
    port: int
    tls_port: int = 0
    environment: dict[str, str] = field(default_factory=dict)


class Running:
    """A started process and what the kernel says about it and its children."""

    def __init__(self, name, command, log, core=None, environment=None):
        pinned = ["taskset", "-c", core, *command] if core else command
        self.name = name
        self.log = Path(log)
        with open(log, "wb") as output:
            self.process = subprocess.Popen(
                pinned,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **(environment or {})},
            )

    def pids(self):
        found = [self.process.pid]
        for pid in found:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in children.read_text().split()]
        return found

    def pin(self):
        """Keeps all its threads, and those to come, on the proxies' core."""
        for pid in self.pids():
            subprocess.run(["taskset", "-acp", PROXY_CORE, str(pid)], check=True, capture_output=True)

    def cpu_seconds(self):
        """User and system time of all its processes, to a hundredth of a second."""
        return sum(_ticks(pid) for pid in self.pids()) / TICKS

    def resident_mb(self):
        """Resident memory of all its processes in MB: (all, private)."""
        total = private = 0
        for pid in self.pids():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
                key, kib = line.split()[:2]
                total += int(kib) if key == "Rss:" else 0
                private += int(kib) if key in ("Private_Clean:", "Private_Dirty:") else 0
        return total * 1024 / 1e6, private * 1024 / 1e6

    def check_alive(self):
        if self.process.poll() is not None:
            tail = self.log.read_text(errors="replace")[-2000:]
            raise BenchError(f"{self.name} exited with status {self.process.returncode}:\n{tail}")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(proxy, workspace, core=PROXY_CORE):
    """Starts a proxy; returns it and the seconds until the first proxied 200."""
    begin = time.monotonic()
    log = workspace / f"{proxy.name}.log"
    running = Running(proxy.name, proxy.command, log, core, proxy.environment)
    try:
        _await_first_200(running, proxy.port, begin + START_SECONDS)
    except BenchError:
        running.stop()
        raise
    return running, time.monotonic() - begin


def find(name, workspace, origin_port, options):
    """The named proxy, configured for the job in the workspace, or None if it isn't installed."""
    fill = {"@port@": str(free_port()), "@origin@": str(origin_port), "@dir@": str(workspace)}
    fill["@tls-port@"] = str(free_port())
    port, tls_port = int(fill["@port@"]), int(fill["@tls-port@"])
    if name in options.jars:
        return _rehost(name, port, tls_port, origin_port, workspace, options)
    if options.tls and name not in TLS_PEERS:
        raise BenchError(f"{name} has no TLS here (expected: nginx or haproxy)")
    # Debian keeps servers off the PATH of ordinary users.
    program = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/local/go/bin")
    if not program:
        return None
    version = _first_line([program, VERSION_ARGUMENT[name]])
    if name == "go":
        arguments = [str(port), str(origin_port), *forwarded_argument(options)]
        return Proxy(name, version, [_build_go(program, workspace), *arguments], port)
    configuration, before = CONFIGURATION[name]
    prefix = [argument.replace("@dir@", str(workspace)) for argument in before]
    command = [program, *prefix, _fill(configuration, workspace, fill, options)]
    return Proxy(name, version, command, port, tls_port)


def forwarded_argument(options):
    """What the origin and the Go proxy are told so that X-Forwarded-* is part of the job."""
    return ["forwarded"] if options.forwarded == "on" else []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _rehost(name, port, tls_port, origin_port, workspace, options):
    environment = {
        "REHOST_LISTEN": f"127.0.0.1:{port}",
        "REHOST_MANAGEMENT": f"127.0.0.1:{free_port()}",
        "REHOST_CONSOLE": "off",
        "REHOST_UPSTREAM": f"http://127.0.0.1:{origin_port}",
        "REHOST_RULES_FILE": str(HERE / "peers/rehost.yaml"),
        "REHOST_FORWARDED": "x-forwarded" if options.forwarded == "on" else "off",
        "REHOST_FORWARDED_HOST": str(options.forwarded == "on").lower(),
        "REHOST_ACCESS_LOG": "off",
        "REHOST_WORKERS": "1",
    }
    if options.tls:
        environment["REHOST_LISTEN_TLS"] = f"127.0.0.1:{tls_port}"
        environment["REHOST_TLS_CERTIFICATE"] = f"{workspace}/tls.crt"
        environment["REHOST_TLS_KEY"] = f"{workspace}/tls.key"
    program = options.jars[name]
    if program.endswith(".jar"):
        runtime = _first_line([options.java, "-version"])
        command = [options.java, *shlex.split(options.java_opts), "-jar", program, "proxy"]
    else:
        runtime, command = "native", [program, "proxy"]
    if not os.path.exists(program):
        return None
    # The commit is that of this checkout: of a jar from elsewhere only its owner can tell.
    source = _first_line(["git", "-C", str(HERE), "describe", "--always", "--dirty"])
    if name != "rehost":
        source = program
    return Proxy(name, f"{source}, {runtime}", command, port, tls_port, environment)


def _await_first_200(running, port, deadline):
    request = f"GET /s HTTP/1.1\r\nHost: {CLIENT_HOST}\r\nConnection: close\r\n\r\n".encode()
    answer = b"no connection"
    while time.monotonic() < deadline:
        running.check_alive()
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as connection:
                connection.sendall(request)
                answer = connection.recv(4096)
        except OSError as error:
            answer = str(error).encode()
        if answer.startswith(b"HTTP/1.1 200"):
            return
        time.sleep(0.001)
    last = answer.decode(errors="replace")
    raise BenchError(f"{running.name}: no 200 within {START_SECONDS} s, last: {last}")


def _ticks(pid):
    # The program's name, in parentheses, may hold blanks: fields are counted after it.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _fill(name, workspace, fill, options):
    lines = (HERE / "peers" / name).read_text().splitlines(keepends=True)
    left_out = [FORWARDED_LINE] * (options.forwarded == "off") + [TLS_LINE] * (not options.tls)
    text = "".join(line for line in lines if not line.endswith(tuple(left_out)))
    for placeholder, value in fill.items():
        text = text.replace(placeholder, value)
    file = workspace / name
    file.write_text(text)
    return str(file)


def _build_go(go, workspace):
    program = workspace / "goproxy"
    subprocess.run([go, "build", "-o", program, "."], cwd=HERE / "peers/goproxy", check=True)
    return str(program)


def _first_line(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return ((done.stdout + done.stderr).strip().splitlines() or ["unknown version"])[0]
