"""Puts load on a proxy: by client.c, whose connections stay between rounds, or by h2load."""

import json
import re
import socket
import subprocess
import time

from processes import LOAD_CORE, BenchError
from proxies import CLIENT_HOST

# New TLS connections are opened this many at a time.
CONNECTIONS_AT_ONCE = 50
H2LOAD = {
    "h1": ["--h1", "-c", "64"],
    "h2": ["-c", "8", "-m", "8"],
    "handshake": ["--h1", "-c", str(CONNECTIONS_AT_ONCE)],
}
# From which a rate is guessed; at least as many as there are streams.
FIRST_REQUESTS = 128
PATIENCE_SECONDS = 60
# Fills the pools of connections before the first round.
FIRST_SECONDS = 0.2


def open_load(proxy, kind, client):
    """The load of this kind on this proxy; to be closed."""
    return ByH2load(proxy, kind) if kind.h2load else ByClient(proxy, kind, client)


class ByClient:
    """Connections that stay open from round to round, as those of an application do."""

    def __init__(self, proxy, kind, client):
        self.name = f"{proxy.name}, {kind.title}"
        command = ["taskset", "-c", LOAD_CORE, client, proxy.port, CLIENT_HOST, kind.path]
        command += [kind.connections, kind.rate, kind.upload]
        pipe = subprocess.PIPE
        command = [str(part) for part in command]
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        try:
            self.round(FIRST_SECONDS)
        except BenchError:
            self.close()
            raise

    def round(self, seconds):
        """What client.c prints: requests done, and quantiles of their latency in µs."""
        try:
            self.process.stdin.write(f"{seconds}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it has said why on stderr
        answer = self.process.stdout.readline()
        if not answer:
            raise BenchError(f"{self.name}: {self.process.stderr.read()}")
        return json.loads(answer)

    def close(self):
        self.process.communicate()


class ByH2load:
    """TLS, with new connections in each round.

    A round has as many requests as the one before says will take the time: given a time itself, h2load
    may go on for ever with connections that were not ready when the time was up.
    """

    def __init__(self, proxy, kind):
        self.name = f"{proxy.name}, {kind.title}"
        self.mode = kind.h2load
        self.command = ["taskset", "-c", LOAD_CORE, "h2load", *H2LOAD[self.mode]]
        self.command += [f"--connect-to=127.0.0.1:{proxy.tls_port}", f"https://{CLIENT_HOST}{kind.path}"]
        self.rate = 0
        _await_listener(proxy)
        if self.mode != "handshake":
            self._run(FIRST_REQUESTS)

    def round(self, seconds):
        if self.mode != "handshake":
            return {"done": self._run(max(FIRST_REQUESTS, round(self.rate * seconds)))}
        done, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            done += self._run(CONNECTIONS_AT_ONCE)
        return {"done": done}

    def close(self):
        """Nothing is left open."""

    def _run(self, requests):
        command = [*self.command, "-n", str(requests)]
        began = time.monotonic()
        try:
            ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise BenchError(f"{self.name}: {' '.join(command)}: no end in {PATIENCE_SECONDS} s") from error
        done = good_answers(ran.stdout)
        if ran.returncode or done != requests:
            raise BenchError(f"{self.name}: {' '.join(command)}: {ran.stdout}{ran.stderr}")
        self.rate = requests / (time.monotonic() - began)
        return done


def _await_listener(proxy):
    """A proxy that answers on its plain port may still be about to bind the other."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", proxy.tls_port), PATIENCE_SECONDS).close()
            return
        except ConnectionRefusedError as error:
            if time.monotonic() > deadline:
                raise BenchError(f"{proxy.name}: nothing listens on {proxy.tls_port}") from error
            time.sleep(0.01)


def good_answers(printed):
    """How many 200s h2load tells of; 0 if any request failed or had another answer."""
    requests = re.search(r"^requests: .* (\d+) done, .* (\d+) failed", printed, re.MULTILINE)
    codes = re.search(r"^status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", printed, re.MULTILINE)
    if not requests or not codes or int(requests[2]) or any(int(codes[i]) for i in (2, 3, 4)):
        return 0
    return int(codes[1])
