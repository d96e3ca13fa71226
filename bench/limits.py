#!/usr/bin/env python3
"""Runs the packaged image within a container's memory limit, under 10,000 connections and bodies of 1 MiB.

    python3 bench/limits.py --image target/image/root          # root

It fails if the program is killed, ends, answers anything but 200 or doesn't drain, or if it has more event loops than the CPU
limit. The limit is a cgroup's where root can make one; else the JVM is told of it (-XX:MaxRAM), and its resident memory at its
highest, without files, is held against it.
"""

import argparse
import os
import signal
import socket
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import kinds
import proxies
import report
from cgroup import Cgroup
from image import Image, java_pid, revision
from load import open_load
from processes import BenchError, Running, await_200, compile_c, free_port
from rounds import start_origin

MIB = 1 << 20
CONNECTIONS, BODY_CONNECTIONS, STALLED, RATE = 10_000, 32, 400, 1_000
WARM_UP_SECONDS, STALLED_SECONDS = 5, 3
PATIENCE_SECONDS = 60
RULES = kinds.rules_document(2)
BODIES = {"1 MiB down": "down", "1 MiB up": "up"}
COLUMNS = ["requests", "p99, ms", "RSS, MB", "used, MB", "of it own", "files", "kernel", "most used, MB", "killed"]


class Limited:
    """The image's program within the limit."""

    def __init__(self, options, image, origin_port, workspace, cgroup):
        self.options = options
        self.cgroup = cgroup
        self.port = free_port()
        job = proxies.Job(kinds.SETUPS["plain"], origin_port, str(workspace), forwarded=False)
        settings = proxies.rehost_environment(job, self.port, 0)
        del settings["REHOST_WORKERS"]  # as many as the CPU limit says
        # On one CPU that the load's bodies and the compiler want too, this is about memory and not about haste: 10,000
        # connections stand for seconds before the last has sent its first request, and requests wait for the origin.
        settings |= {"REHOST_TIMEOUT_HEAD": "60s", "REHOST_LIMIT_PENDING": str(CONNECTIONS)}
        settings |= image.environment("" if cgroup else f"-XX:MaxRAM={options.limit * MIB}")
        settings |= {"_JAVA_OPTIONS": options.java_options} if options.java_options else {}
        self.management = settings["REHOST_MANAGEMENT"]
        command = image.command("proxy")
        command = cgroup.starting(command) if cgroup else command
        self.running = Running("rehost", command, workspace / "log", None, settings)
        self.steps = {}

    def await_start(self):
        deadline = time.monotonic() + PATIENCE_SECONDS
        await_200(self.running, self.port, proxies.CLIENT_HOST, deadline)
        await_listener(self.management, deadline)  # which comes after the proxy's own
        self.pid = java_pid(self.running)

    def note(self, step, answer=None):
        """A row of what the kernel says after a step."""
        self.running.check_alive()
        live = urllib.request.urlopen(f"http://{self.management}/health/live", timeout=PATIENCE_SECONDS)
        if live.status != 200:
            raise BenchError(f"after {step}: /health/live answers {live.status}")
        cgroup = self.cgroup
        # What the kernel can take back counts for nobody: pages of files, such as the AOT cache.
        high = cgroup.most() if cgroup else memory_mark(self.pid, "VmHWM") - memory_mark(self.pid, "RssFile")
        row = [answer["done"], f"{answer['p99'] / 1e3:.1f}" if "p99" in answer else ""] if answer else ["", ""]
        row.append(megabytes(memory_mark(self.pid, "VmRSS")))
        row += [megabytes(part) for part in (cgroup.used(), *cgroup.parts())] if cgroup else [""] * 4
        row += [megabytes(high), cgroup.kills() if cgroup else ""]
        self.steps[step] = row
        print(f"{step}: " + ", ".join(f"{name} {value}" for name, value in zip(COLUMNS, row, strict=True)), flush=True)
        if cgroup and cgroup.kills():
            raise BenchError(f"after {step}: killed by the kernel")
        if high > self.options.limit * MIB:
            raise BenchError(f"after {step}: {megabytes(high)} MB, more than {self.options.limit} MiB")

    def workers(self):
        """Event loops, by the names of their threads."""
        names = [Path(task, "comm").read_text() for task in Path(f"/proc/{self.pid}/task").iterdir()]
        return sum(name.startswith("rehost-worker") for name in names)

    def drain(self):
        os.kill(self.pid, signal.SIGTERM)
        code = self.running.process.wait(PATIENCE_SECONDS)
        if code != 0 or "OutOfMemoryError" in self.running.log.read_text(errors="replace"):
            raise BenchError(f"ended with {code} (expected: 0, and no OutOfMemoryError)")

    def stop(self):
        pid = java_pid(self.running)
        if pid:  # process 1 of its namespace, which ends the others
            os.kill(pid, signal.SIGKILL)
        self.running.stop()


def await_listener(address, deadline):
    """Until connections to HOST:PORT are accepted."""
    host, port = address.rsplit(":", 1)
    while True:
        try:
            socket.create_connection((host, int(port)), PATIENCE_SECONDS).close()
            return
        except OSError as error:
            if time.monotonic() > deadline:
                raise BenchError(f"{address}: {error}") from error
            time.sleep(0.01)


def memory_mark(pid, key):
    """A line of /proc/PID/status in bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1]) * 1024
    raise BenchError(f"/proc/{pid}/status has no {key}")


def megabytes(value):
    return f"{value / 1e6:.0f}"


def beside(loads, seconds):
    """A round of all of them at once; their answers, in order."""
    with ThreadPoolExecutor(len(loads)) as threads:
        return list(threads.map(lambda load: load.round(seconds), loads))


def stalled_clients(limited):
    """Clients that ask for 1 MiB and read it only later, so that the proxy has to hold what the kernel doesn't."""
    request = f"GET /1m HTTP/1.1\r\nHost: {proxies.CLIENT_HOST}\r\nConnection: close\r\n\r\n".encode()
    with ExitStack() as open_sockets:
        sockets = []
        for _ in range(STALLED):
            connection = socket.create_connection(("127.0.0.1", limited.port), PATIENCE_SECONDS)
            sockets.append(open_sockets.enter_context(connection))
        for connection in sockets:
            connection.sendall(request)
        time.sleep(STALLED_SECONDS)  # what is tested is that this time passes
        limited.running.check_alive()
        for connection in sockets:
            received = b"".join(iter(lambda connection=connection: connection.recv(MIB), b""))
            head, _, body = received.partition(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200 ") or len(body) != MIB:
                raise BenchError(f"a client that read late got {len(body)} bytes after {head[:80]!r}")
    return {"done": STALLED}


def put_load(limited, seconds, client):
    """The idle connections, then bodies beside them."""
    target = proxies.Proxy("rehost", "", [], limited.port, 0)
    warm_up = open_load(target, kinds.KINDS["small"], client)
    answer = warm_up.round(WARM_UP_SECONDS)
    warm_up.close()
    limited.note("64 connections", answer)
    idle_connections = CONNECTIONS - 2 * BODY_CONNECTIONS - STALLED
    idle_kind = replace(kinds.KINDS["latency"], title="idle", connections=idle_connections, rate=RATE)
    idle = open_load(target, idle_kind, client)
    loads = [idle]
    try:
        limited.note(f"{idle_connections:,} connections", idle.round(seconds))
        bodies = {title: replace(kinds.KINDS[key], connections=BODY_CONNECTIONS) for title, key in BODIES.items()}
        for kind in bodies.values():
            loads.append(open_load(target, kind, client))
        answers = beside(loads, seconds)
        for title, answer in zip(bodies, answers[1:], strict=True):
            limited.note(f"{title} on {BODY_CONNECTIONS} connections beside them", answer)
        limited.note("the other connections meanwhile", answers[0])
        stalled = stalled_clients(limited)
        limited.note(f"{STALLED} clients that read nothing of 1 MiB for {STALLED_SECONDS} s", stalled)
    finally:
        for load in loads:
            load.close()


def run(options, workspace):
    client = compile_c("client", workspace)
    origin, port = start_origin(workspace, forwarded=False)
    image = Image(options.image, RULES)
    cgroup, why = bound(options)
    limited = None
    try:
        limited = Limited(options, image, port, workspace, cgroup)
        limited.await_start()
        limited.note("started")
        put_load(limited, options.seconds, client)
        workers = limited.workers()
        limited.drain()
        print(f"drained; event loops: {workers}")
        if cgroup and workers != options.cpus:
            raise BenchError(f"{workers} event loops (expected: {options.cpus}, the CPU limit)")
        return {"bound": f"{options.limit} MiB, {why}", "columns": COLUMNS, "steps": limited.steps}
    except BenchError as error:
        kernel = f"; killed by the kernel: {cgroup.kills()}, most used: {megabytes(cgroup.most())} MB" if cgroup else ""
        said = limited.running.last_words() if limited else ""
        raise BenchError(f"{error}{kernel}\n{said}") from error
    finally:
        if limited:
            limited.stop()
        image.close()
        origin.stop()
        if cgroup:
            cgroup.close()


def bound(options):
    """The cgroup, or None where there can't be one, and what to say of it."""
    try:
        cgroup = Cgroup(f"rehost-limits-{os.getpid()}", options.limit * MIB, options.cpus)
    except OSError as error:
        why = f"told to the JVM only, as no cgroup could be made ({error})"
        print(why)
        return None, why
    return cgroup, f"{options.cpus} CPU, {cgroup.describe()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--image", default="target/image/root", help="file system of an unpacked image")
    parser.add_argument("--limit", type=int, default=160, help="MiB of memory (160)")
    parser.add_argument("--cpus", type=int, default=1, help="CPUs, where there is a cgroup (1)")
    parser.add_argument("--seconds", type=float, default=15, help="length of each of the two steps (15)")
    parser.add_argument("--java-options", default="", help="more options of the JVM, which go before the image's")
    parser.add_argument("--out", type=Path, default=Path("target/bench"), help="folder for the results")
    options = parser.parse_args()
    began = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="rehost-limits-") as folder:
        results = run(options, Path(folder))
    results |= {
        "command": "make bench-image",
        "commit": revision(options.image),
        "time": f"{began:%Y-%m-%d %H:%M} UTC",
        "machine": report.machine(),
    }
    report.write_json(results, options.out / "limits.json")
    print("\n" + report.limits(results))


if __name__ == "__main__":
    try:
        main()
    except BenchError as error:
        sys.exit(f"limits: {error}")
