#!/usr/bin/env python3
"""What an open console costs the proxy, and the browser: the page left open for ten minutes under 2,000 requests a second.

    python3 bench/console.py --java JAVA            # 21 minutes; --minutes 1 to see that it works

Two proxies, the same in everything, get 2,000 requests a second each at the same time on the same core; a browser looks at the
console of one, then as long at that of the other. So what else goes on on the machine, the browser's own work too, meets both,
and what one JVM compiled better than the other cancels out: a round's figure is the geometric mean of both halves.
"""

import argparse
import json
import math
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import figures
import kinds
import proxies
import report
from browser import Browser
from load import open_load
from processes import BenchError, compile_c, free_port
from rounds import start_origin

GOAL = 1.03
# How much more a page may hold at its end than when its lists and plots were first full.
MEMORY_GOAL = 1.25
# Which of the two proxies' requests come first, and wake the core for the others', is settled anew in each round: many rounds.
ROUND_SECONDS = 3
LOOK_SECONDS = 12
WARM_UP_SECONDS = 24
LOAD = kinds.KINDS["latency"]
SHOWN = "document.querySelectorAll('#exchange-list > li').length"
NEWEST = "document.querySelector('#exchange-list > li')?.querySelector('[aria-controls]')?.getAttribute('aria-controls')"
STATE = "document.getElementById('tap-state').textContent"


@dataclass(frozen=True)
class Watched:
    """A proxy with a console, and the load on it."""

    proxy: proxies.Proxy
    running: object
    console: str


def start_proxies(options, job, workspace, stack):
    """Two that differ in nothing but their ports."""
    started = []
    for name in ("first", "second"):
        console = f"127.0.0.1:{free_port()}"
        variant = kinds.Variant(environment={"REHOST_CONSOLE": console})
        proxy = proxies.rehost(name, options.jar, job, options, variant)
        if not proxy:
            raise BenchError(f"{options.jar} not found (make package first)")
        running, _ = proxies.start(proxy, workspace)
        stack.append(running.stop)
        started.append(Watched(proxy, running, f"http://{console}/"))
    return started


def one_round(watched, loads, seconds):
    """CPU per request of each, in µs, over the same seconds."""
    before = [one.running.cpu_seconds() for one in watched]
    with ThreadPoolExecutor(len(loads)) as threads:
        answers = list(threads.map(lambda load: load.round(seconds), loads))
    after = [one.running.cpu_seconds() for one in watched]
    for one in watched:
        one.running.check_alive()
    return [(b - a) / answer["done"] * 1e6 for a, b, answer in zip(before, after, answers, strict=True)]


class Page:
    """The console open in a browser, and what it holds minute by minute."""

    def __init__(self, browser, url):
        self.browser = browser
        self.newest = None
        self.samples = []
        browser.open(url)

    def check(self):
        """It must be at work: listening, and with other exchanges than at the last look."""
        newest, state = self.browser.value(NEWEST), self.browser.value(STATE)
        if state != "listening" or newest is None or newest == self.newest:
            raise BenchError(f"the page is {state!r}, its newest exchange {newest}, before {self.newest}")
        self.newest = newest

    def sample(self):
        self.samples.append(
            {
                "mb": self.browser.memory_mb(),
                **self.browser.page_memory(),
                "exchanges": self.browser.value(SHOWN),
            }
        )


def half(options, watched, loads, browser, looked_at):
    """The rounds while the console of one of the two is open, and the page's memory."""
    page = Page(browser, watched[looked_at].console)
    rounds = []
    count = max(2, round(options.minutes * 60 / ROUND_SECONDS))
    for number in range(count):
        rounds.append(one_round(watched, loads, ROUND_SECONDS))
        if (number + 1) % (LOOK_SECONDS // ROUND_SECONDS) == 0:
            page.check()
        if (number + 1) % max(1, count // 10) == 0:
            page.sample()
        opened, closed = rounds[-1][looked_at], rounds[-1][1 - looked_at]
        print(f"{watched[looked_at].proxy.name} open {number + 1}/{count}: {opened:.1f}, closed {closed:.1f}", flush=True)
    browser.open("about:blank")
    return rounds, page.samples


def compared(first_half, second_half):
    """By pair of rounds, one of each half: CPU with the page open, without it, and the ratio."""
    opened = [math.sqrt(a[0] * b[1]) for a, b in zip(first_half, second_half, strict=True)]
    closed = [math.sqrt(a[1] * b[0]) for a, b in zip(first_half, second_half, strict=True)]
    return opened, closed, figures.compare(opened, closed, GOAL)


def growth(samples):
    """What the page's heap holds at the end, in parts of what it held when lists and plots were full: half-way."""
    return samples[-1]["heap_mb"] / samples[(len(samples) - 1) // 2]["heap_mb"]


def run(options, workspace):
    client = compile_c("client", workspace)
    origin, port = start_origin(workspace, forwarded=True)
    stack = [origin.stop]
    try:
        job = proxies.Job(kinds.SETUPS["plain"], port, str(workspace))
        watched = start_proxies(options, job, workspace, stack)
        for one in watched:
            warm_up = open_load(one.proxy, kinds.KINDS["small"], client)
            warm_up.round(options.warm_up)
            warm_up.close()
        for one in watched:
            one.running.pin()
        loads = []
        for one in watched:
            loads.append(open_load(one.proxy, LOAD, client))
            stack.append(loads[-1].close)
        browser = Browser(workspace)
        stack.append(browser.close)
        halves = [half(options, watched, loads, browser, looked_at) for looked_at in (0, 1)]
        (first, first_page), (second, second_page) = halves
        opened, closed, comparison = compared(first, second)
        return {
            "browser": browser.version,
            "version": watched[0].proxy.version,
            "minutes": options.minutes,
            "rounds": len(first),
            "open": opened,
            "closed": closed,
            "comparison": comparison,
            "pages": [first_page, second_page],
            "growth": max(map(growth, (first_page, second_page))),
        }
    finally:
        for end in reversed(stack):
            end()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jar", default="target/quarkus-app/quarkus-run.jar", help="a build of Rehost")
    parser.add_argument("--java", default="java", help="the java that runs it")
    parser.add_argument("--java-opts", default=proxies.java_options(), help="JVM flags, instead of the image's")
    parser.add_argument("--minutes", type=float, default=10, help="how long each of both consoles is open (10)")
    parser.add_argument("--warm-up", type=float, default=WARM_UP_SECONDS, help="seconds of load before")
    parser.add_argument("--out", type=Path, default=Path("target/bench"), help="folder for the results")
    options = parser.parse_args()
    options.other_builds = set()
    began = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="rehost-console-") as folder:
        os.chmod(folder, 0o755)
        results = run(options, Path(folder))
    results |= {
        "command": "make bench-console",
        "commit": proxies.commit(),
        "time": f"{began:%Y-%m-%d %H:%M} UTC",
        "machine": report.machine(),
    }
    file = options.out / "console.json"
    report.write_json(results, file)
    print("\n" + report.console(json.loads(file.read_text())))
    ratio = results["comparison"]
    if ratio.verdict == "missed" or results["growth"] > MEMORY_GOAL:
        raise BenchError(f"CPU {ratio.ratio:.3f} × closed (goal {GOAL}), page {results['growth']:.2f} × (goal {MEMORY_GOAL})")


if __name__ == "__main__":
    try:
        main()
    except BenchError as error:
        sys.exit(f"console: {error}")
