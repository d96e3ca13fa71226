#!/usr/bin/env python3
"""Measures Rehost beside the proxies that people would use instead.

What counts is the ratio of two proxies in the same short rounds on the same machine: never an
absolute time. A proxy's CPU per request is the user and system time of all its processes divided by
the requests done. Proxies have core 0, load and origin core 1. The origin answers 200 only if it
sees the overridden Host (and X-Forwarded-For), and anything else ends the run.
"""

import argparse
import os
import platform
import shlex
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import counts
import proxies
import publish
import report
import tls
from kinds import ALL_PEERS, DEFAULT_KINDS, KINDS, SETUPS
from processes import BenchError
from rounds import Bench

JAR = "target/quarkus-app/quarkus-run.jar"
QUICK = {"rounds": 5, "scale": 0.6, "warm_up": 6, "starts": 2}
USUAL = {"rounds": 20, "scale": 1, "warm_up": 24, "starts": 5}


def main():
    options = parse_arguments()
    began = datetime.now(UTC)
    tools = shutil.which("taskset") and shutil.which("cc")
    if platform.system() != "Linux" or (os.cpu_count() or 1) < 2 or not tools:
        raise BenchError("needs Linux with two cores, taskset (util-linux) and a C compiler")
    with tempfile.TemporaryDirectory(prefix="rehost-bench-") as folder:
        # nginx, started by root, drops to a user that must reach its files.
        os.chmod(folder, 0o755)
        workspace = Path(folder)
        bench = Bench(options, workspace)
        measured = bench.run()
        counted = counts.count_all(options, workspace) if options.counts else {}
    results = {
        **circumstances(options, began),
        "versions": bench.versions,
        "commands": bench.commands,
        "figures": measured,
        "footprint": bench.footprint,
        "counts": counted,
    }
    report.write_json(results, options.out / "bench.json")
    print("\n" + publish.write_results(options.out))
    if options.publish:
        publish.write_page(options.out, Path("docs"))


def circumstances(options, began):
    return {
        "command": " ".join(["make bench", *bench_argument(sys.argv[1:])]),
        "commit": proxies.commit(),
        "time": f"{began:%Y-%m-%d %H:%M} UTC",
        "machine": report.machine(),
        "rounds": options.rounds,
        "forwarded": options.forwarded,
        "java_options": options.java_opts,
    }


def bench_argument(arguments):
    """What of the command line make bench doesn't give by itself."""
    own, kept = {"--java", "--out"}, []
    skip = False
    for argument in arguments:
        if not skip and argument not in own:
            kept.append(argument)
        skip = not skip and argument in own
    return [f"BENCH='{shlex.join(kept)}'"] if kept else []


def names(text):
    return [name for name in text.split(",") if name]


def named_program(text):
    name, separator, path = text.partition("=")
    return (name, path) if separator and "/" not in name else ("rehost", text)


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    option = parser.add_argument
    option("--subject", default="rehost", help="the proxy that is compared with the others (rehost)")
    option("--peers", type=names, default=list(ALL_PEERS), help=f"of {','.join(ALL_PEERS)}")
    option("--kinds", type=names, default=names(DEFAULT_KINDS), help=f"of {','.join(KINDS)} ({DEFAULT_KINDS})")
    option("--quick", action="store_true", help="few short rounds: to see that it works, not for figures")
    option("--rounds", type=int, help="paired rounds of each kind (20)")
    option("--scale", type=float, help="factor of the length of a round, which is 0.5 to 1 s (1)")
    option("--warm-up", type=float, help="seconds of load on a JVM before the first round of a setup (24)")
    option("--starts", type=int, help="starts timed of each proxy (5)")
    option("--forwarded", choices=["on", "off"], default="on", help="X-Forwarded-* as part of the job (on)")
    option("--no-counts", dest="counts", action="store_false", help="no system calls and allocation per request")
    option("--java", default="java", help="the java that runs Rehost")
    option("--java-opts", default=proxies.java_options(), help="JVM flags of Rehost, instead of the image's")
    option(
        "--jar",
        type=named_program,
        action="append",
        metavar="NAME=PATH",
        help="a build of Rehost: quarkus-run.jar, or a native program; may be repeated, e.g. --jar rehost=… "
        f"--jar before=…; a path alone is rehost's (rehost={JAR})",
    )
    option("--out", type=Path, default=Path("target/bench"), help="folder for the results")
    option("--publish", action="store_true", help="write docs/performance.md and its chart")
    return checked(parser, parser.parse_args())


def checked(parser, options):
    options.jars = {"rehost": JAR} if options.subject == "rehost" else {}
    options.jars |= dict(options.jar or [])
    options.other_builds = {name for name, path in options.jars.items() if path != JAR}
    for key, value in (QUICK if options.quick else USUAL).items():
        if getattr(options, key) is None:
            setattr(options, key, value)
    for kind in options.kinds:
        if kind not in KINDS:
            parser.error(f'--kinds: "{kind}" (expected: of {", ".join(KINDS)})')
    for peer in options.peers:
        if peer not in ALL_PEERS:
            parser.error(f'--peers: "{peer}" (expected: of {", ".join(ALL_PEERS)})')
    setups = [SETUPS[KINDS[kind].setup] for kind in options.kinds]
    if any(setup.variants for setup in setups) and options.subject not in options.jars:
        parser.error("--kinds: rules and console need Rehost as the subject")
    missing = tls.missing() if any(setup.tls or setup.origin_tls for setup in setups) else []
    if missing:
        parser.error(f"--kinds: those with TLS need {', '.join(missing)}")
    return options


if __name__ == "__main__":
    try:
        main()
    except BenchError as error:
        sys.exit(f"bench: {error}")
