"""What a small request costs in system calls (strace) and, on a JVM, in allocated bytes (jcmd)."""

import re
import signal
import subprocess
from pathlib import Path

import proxies
from kinds import KINDS, SETUPS
from load import open_load
from processes import BenchError, program
from rounds import start_origin

WARM_UP_SECONDS = 8
TRACED_SECONDS = 1
ALLOCATING_SECONDS = 5
PEERS = ("nginx", "haproxy", "envoy")
# Calls that do the same, in the order of the report.
FAMILIES = {
    "read": ("read", "readv", "recvfrom", "recvmsg"),
    "write": ("write", "writev", "sendto", "sendmsg"),
    "epoll_wait": ("epoll_wait", "epoll_pwait", "epoll_pwait2"),
    "epoll_ctl": ("epoll_ctl",),
}
UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def count_all(options, workspace):
    """By proxy: calls per request by family, and bytes per request where there is a JVM."""
    strace = program("strace")
    if not strace:
        print("counts: system calls left out, strace is not installed")
    forwarded = options.forwarded == "on"
    origin, port = start_origin(workspace, forwarded)
    job = proxies.Job(SETUPS["plain"], port, str(workspace), forwarded)
    try:
        counted = {}
        for name in dict.fromkeys([*options.jars, *(peer for peer in options.peers if peer in PEERS)]):
            jar = options.jars.get(name)
            proxy = proxies.rehost(name, jar, job, options) if jar else proxies.peer(name, job, workspace)
            if proxy:
                counted[name] = count(proxy, strace, options, workspace)
                print(f"counts of {name}: {counted[name]}", flush=True)
        return counted
    finally:
        origin.stop()


def count(proxy, strace, options, workspace):
    running, _ = proxies.start(proxy, workspace)
    load = open_load(proxy, KINDS["small"], workspace / "client")
    try:
        counted = {}
        jcmd = Path(options.java).parent / "jcmd"
        if proxy.command[0] == options.java and jcmd.exists():
            load.round(WARM_UP_SECONDS)
            running.pin()
            counted["bytes"] = allocated_per_request(jcmd, running.process.pid, load)
        running.pin()
        if strace:
            counted |= calls_per_request(strace, running, load, workspace)
        return counted
    finally:
        load.close()
        running.stop()


def allocated_per_request(jcmd, pid, load):
    before = allocated(_threads(jcmd, pid))
    done = load.round(ALLOCATING_SECONDS)["done"]
    return (allocated(_threads(jcmd, pid)) - before) / done


def _threads(jcmd, pid):
    command = [str(jcmd), str(pid), "Thread.print", "-e"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def allocated(dump):
    """Bytes that all threads of a dump have allocated; they are printed to a MiB where they are many."""
    found = re.findall(r"\ballocated=(\d+)([BKMG])", dump)
    if not found:
        raise BenchError("no thread with allocated= in the answer of jcmd Thread.print -e")
    return sum(int(number) * UNITS[unit] for number, unit in found)


def calls_per_request(strace, running, load, workspace):
    table = workspace / "strace.txt"
    attach = [part for pid in running.pids() for part in ("-p", str(pid))]
    command = [strace, "-f", "-c", "-o", str(table), *attach]
    tracing = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        for _ in running.pids():  # a line for each when all its threads are attached to
            if "attached" not in (said := tracing.stderr.readline()):
                raise BenchError(f"strace: {said}")
        done = load.round(TRACED_SECONDS)["done"]
    finally:
        tracing.send_signal(signal.SIGINT)
        tracing.communicate()
    return {family: calls / done for family, calls in families(table.read_text()).items()}


def families(table):
    """The calls of strace's summary by family; what is in none of them is "other"."""
    counted = dict.fromkeys([*FAMILIES, "other"], 0)
    for line in table.splitlines():
        # % time, seconds, µs per call, calls, errors if any, name
        row = re.fullmatch(r"\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)", line)
        if row and row[2] != "total":
            family = next((key for key, names in FAMILIES.items() if row[2] in names), "other")
            counted[family] += int(row[1])
    return counted
