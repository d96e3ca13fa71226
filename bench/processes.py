"""Programs that are started for a measurement, and what the kernel says about them."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).parent
PROXY_CORE, LOAD_CORE = "0", "1"
# Where Debian and Go's installer put programs that are not on the PATH of everyone.
MORE_PLACES = "/usr/sbin:/usr/local/sbin:/usr/local/go/bin"


class BenchError(Exception):
    """Something that makes the figures impossible or worthless; the message is for the user."""


class Running:
    """A started process and what the kernel says about it and its children."""

    def __init__(self, name, command, log, core=None, environment=None):
        pinned = ["taskset", "-c", core, *command] if core else command
        self.name = name
        self.log = Path(log)
        with open(log, "wb") as output:
            self.process = subprocess.Popen(
                [str(part) for part in pinned],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **(environment or {})},
            )

    def pids(self):
        return process_tree(self.process.pid)

    def pin(self):
        """Keeps all its threads, and those to come, on the proxies' core."""
        for pid in self.pids():
            subprocess.run(["taskset", "-acp", PROXY_CORE, str(pid)], check=True, capture_output=True)

    def cpu_seconds(self):
        """User and system time of all its processes, those of ended threads included."""
        return sum(time.clock_gettime_ns(_cpu_clock(pid)) for pid in self.pids()) / 1e9

    def resident_mb(self):
        """Memory of all its processes in MB: resident, and of it what no file is behind."""
        total = own = 0
        for pid in self.pids():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
                key, kib = line.split()[:2]
                total += int(kib) if key == "Rss:" else 0
                own += int(kib) if key == "Anonymous:" else 0
        return total * 1024 / 1e6, own * 1024 / 1e6

    def check_alive(self):
        if self.process.poll() is not None:
            raise BenchError(f"{self.name} exited with status {self.process.returncode}:\n{self.last_words()}")

    def last_words(self):
        return self.log.read_text(errors="replace")[-2000:]

    def stop(self):
        """Asks it to end, and makes end what is left of it and its children after ten seconds."""
        pids = self.pids() if self.process.poll() is None else []
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
            self.process.wait()


def process_tree(root):
    """A process and all that it and its children have started, the root first."""
    found = [root]
    for pid in found:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def _cpu_clock(pid):
    """The clock id of a process's CPU time (clock_getcpuclockid(3)), exact where /proc counts ticks."""
    return (~pid << 3) | 2


def program(name):
    """The path of an installed program, or None."""
    return shutil.which(name) or shutil.which(name, path=MORE_PLACES)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def first_line(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return ((done.stdout + done.stderr).strip().splitlines() or ["unknown version"])[0]


def compile_c(name, workspace):
    """Compiles bench/NAME.c; returns the program."""
    source, out = HERE / f"{name}.c", workspace / name
    subprocess.run(["cc", "-O2", "-std=gnu11", "-o", out, source], check=True)
    return out


def await_200(running, port, host, deadline):
    """Asks until the first 200 from an origin that checks the Host; a connection for each try."""
    request = f"GET /s HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
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
    raise BenchError(f"{running.name}: no 200 in time, last: {last}\n{running.last_words()}")
