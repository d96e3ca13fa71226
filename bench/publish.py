#!/usr/bin/env python3
"""Writes what the runs have left in target/bench: a table and a chart there, and with --publish docs/performance.md.

    python3 bench/publish.py            # docs/performance.md and docs/performance.svg from target/bench
"""

import json
import sys
from pathlib import Path

import report
from chart import chart
from processes import HERE, BenchError

TEMPLATE = HERE / "performance.md.in"
# The runs that the page shows, by the command that makes each.
COMMANDS = {"bench": "make bench", "packaging": "make bench-image", "limits": "make bench-image", "console": "make bench-console"}


def read(out):
    """The runs whose results are in the folder."""
    files = {name: out / f"{name}.json" for name in COMMANDS}
    return {name: json.loads(file.read_text()) for name, file in files.items() if file.exists()}


def write_results(out):
    """bench.md and bench.svg beside bench.json; the text."""
    runs = read(out)
    text = "# Benchmark\n\n" + report.goals_table(runs) + "\n" + report.bench(runs["bench"])
    (out / "bench.md").write_text(text)
    (out / "bench.svg").write_text(chart(runs["bench"]))
    return text


def write_page(out, docs):
    """performance.md and its chart; a run that is missing is named with the command that makes it."""
    runs = read(out)
    if "bench" not in runs:
        raise BenchError(f"{out}/bench.json: missing (expected: written by make bench)")
    (docs / "performance.svg").write_text(chart(runs["bench"]))
    (docs / "performance.md").write_text(page(TEMPLATE.read_text(), runs))
    print(f"{docs}/performance.md written from {', '.join(runs)}")


def page(template, runs):
    sections = {"goals": report.goals_table(runs)}
    for name, command in COMMANDS.items():
        write = getattr(report, name)
        sections[name] = write(runs[name]) if name in runs else f"Not measured for this page: `{command}`.\n"
    for name, section in sections.items():
        template = template.replace(f"@{name}@\n", section)
    return template


if __name__ == "__main__":
    try:
        write_page(Path("target/bench"), Path("docs"))
    except BenchError as error:
        sys.exit(f"bench: {error}")
