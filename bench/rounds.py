"""One run: for each setup the proxies side by side, and the load on one of them at a time."""

from statistics import median

import figures
import kinds
import proxies
import tls
from kinds import KINDS, SETUPS
from load import open_load
from processes import LOAD_CORE, BenchError, Running, compile_c, free_port

# Rehost, as it may be a JVM, is under load for long before it counts; others until their pools are filled.
PEER_WARM_UP_SECONDS = 1
WARM_UP_SLICE_SECONDS = 2


class Bench:
    """Runs the kinds of load that the options name; the workspace is a folder for all that is written."""

    def __init__(self, options, workspace):
        self.options = options
        self.workspace = workspace
        self.versions = {}
        self.commands = {}
        self.footprint = {}

    def run(self):
        """The figures of all kinds; versions, commands and footprint are known afterwards."""
        self.client = compile_c("client", self.workspace)
        origin, port = start_origin(self.workspace, self.options.forwarded == "on")
        tls_origin, tls_port = None, 0
        try:
            asked = [KINDS[kind].setup for kind in self.options.kinds]
            if any(SETUPS[name].tls or SETUPS[name].origin_tls for name in asked):
                tls.make_certificate(self.workspace)
            if any(SETUPS[name].origin_tls for name in asked):
                tls_origin, tls_port = tls.start_origin(self.workspace, self.options.forwarded == "on")
            measured = {}
            for name in dict.fromkeys(asked):
                setup = SETUPS[name]
                job = self.job(setup, tls_port if setup.origin_tls else port)
                measured |= self.run_setup(name, job)
            return [figure for kind in self.options.kinds for figure in measured[kind]]
        finally:
            for process in filter(None, [origin, tls_origin]):
                process.stop()

    def job(self, setup, origin_port):
        return proxies.Job(setup, origin_port, str(self.workspace), self.options.forwarded == "on")

    def run_setup(self, name, job):
        chosen = [kind for kind in self.options.kinds if KINDS[kind].setup == name]
        contestants = self.contestants(job, chosen)
        starts = self.starts(contestants) if name == "plain" else {}
        running = {}
        try:
            for proxy in contestants.values():
                running[proxy.name], _ = proxies.start(proxy, self.workspace)
            self.warm_up(contestants, chosen, job.setup.warm_up * self.options.warm_up)
            for process in running.values():
                process.pin()
            measured = {kind: self.measure(kind, contestants, running) for kind in chosen}
            for proxy, start in starts.items():
                rss, own = running[proxy].resident_mb()
                self.footprint[proxy] = {"start_ms": start * 1e3, "rss_mb": rss, "own_mb": own}
            return measured
        finally:
            for process in running.values():
                process.stop()

    def contestants(self, job, chosen):
        """The proxies of a setup by name, the one first that is compared with the others."""
        found = {}
        for name in self.named(job, chosen):
            if name in job.setup.variants:
                program = self.options.jars[self.options.subject]
                proxy = proxies.rehost(name, program, job, self.options, job.setup.variants[name])
            elif name in self.options.jars:
                proxy = proxies.rehost(name, self.options.jars[name], job, self.options)
            else:
                proxy = proxies.peer(name, job, self.workspace)
            if proxy:
                found[name] = proxy
            elif not found or name in self.options.jars:
                raise BenchError(f"{name} not found (for rehost: make package first)")
        for name, proxy in found.items():
            if name not in job.setup.variants and name not in self.versions:
                print(f"{name}: {proxy.version}", flush=True)
                self.versions[name], self.commands[name] = proxy.version, proxy.command
        return found

    def named(self, job, chosen):
        if job.setup.variants:
            return list(job.setup.variants)
        wanted = [peer for peer in self.options.peers if any(peer in KINDS[kind].peers for kind in chosen)]
        return list(dict.fromkeys([self.options.subject, *self.options.jars, *wanted]))

    def starts(self, contestants):
        """Median times to the first proxied 200, on all cores as in a pod without a CPU limit, in turn."""
        seconds = {name: [] for name in contestants}
        for _ in range(self.options.starts):
            for name, proxy in contestants.items():
                running, took = proxies.start(proxy, self.workspace)
                running.stop()
                seconds[name].append(took)
        return {name: median(times) for name, times in seconds.items()}

    def warm_up(self, contestants, chosen, seconds):
        """On all cores: a JVM that shares one with its compiler is not warm when the time is up."""
        for name, proxy in contestants.items():
            peer = name in kinds.ALL_PEERS
            left = PEER_WARM_UP_SECONDS if peer else seconds
            loads = [KINDS[kind] for kind in chosen if not peer or name in KINDS[kind].peers]
            while left > 0:
                for load in loads:
                    self.load_once(proxy, load, min(left, WARM_UP_SLICE_SECONDS))
                    left -= WARM_UP_SLICE_SECONDS

    def load_once(self, proxy, kind, seconds):
        load = open_load(proxy, kind, self.client)
        try:
            return load.round(max(seconds, 0.2))
        finally:
            load.close()

    def measure(self, key, contestants, running):
        kind = KINDS[key]
        names = [name for name in contestants if name not in kinds.ALL_PEERS or name in kind.peers]
        seconds = (kind.seconds or 0.5) * self.options.scale
        values = {part: {name: [] for name in names} for part in ("cpu", "p50", "p99")}
        loads = {}
        try:
            for name in names:
                loads[name] = open_load(contestants[name], kind, self.client)
            for number in range(self.options.rounds):
                # There and back again, so that a machine that slows down is unfair to nobody.
                for name in names if number % 2 == 0 else reversed(names):
                    for part, value in self.round(loads[name], running[name], seconds).items():
                        values[part][name].append(value)
                shown = "p50" if kind.rate else "cpu"
                latest = ", ".join(f"{name} {values[shown][name][-1]:.1f}" for name in names)
                print(f"{key} {number + 1}/{self.options.rounds}: {latest}", flush=True)
        finally:
            for load in loads.values():
                load.close()
        if kind.rate == 0:
            return [figure(self.options, key, kind, "CPU µs per request", values["cpu"])]
        return [figure(self.options, part, kind, f"{part}, µs", values[part]) for part in ("p50", "p99")]

    def round(self, load, process, seconds):
        before = process.cpu_seconds()
        answer = load.round(seconds)
        used = process.cpu_seconds() - before
        process.check_alive()
        return {"cpu": used / answer["done"] * 1e6, "p50": answer.get("p50", 0), "p99": answer.get("p99", 0)}


def start_origin(workspace, forwarded):
    """origin.c on the load's core, and its port."""
    port = free_port()
    command = [compile_c("origin", workspace), port, proxies.OVERRIDE, *["forwarded"] * forwarded]
    return Running("origin", command, workspace / "origin.log", LOAD_CORE), port


def figure(options, key, kind, unit, values):
    """One table: what each had in each round, and how the first compares with the others."""
    subject, *others = values
    goals = kinds.GOALS.get(key, {}) if options.subject == "rehost" else {}
    compared = {name: figures.compare(values[subject], values[name], goals.get(name)) for name in others}
    return {
        "key": key,
        "title": kind.title,
        "unit": unit,
        "body_bytes": kind.body_bytes,
        "values": values,
        "comparisons": compared,
    }
