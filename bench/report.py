"""What was measured as Markdown: tables of one run each, from the JSON that the run has written."""

import json
import os
import platform
from dataclasses import asdict
from pathlib import Path
from statistics import median

import figures

CALLS = ("read", "write", "epoll_wait", "epoll_ctl", "other")
# What a small request may cost.
MOST_CALLS = {"read": 2, "write": 2}
MOST_BYTES = 1024


def write_json(results, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1, default=_plain) + "\n")


def _plain(value):
    return {**asdict(value), "verdict": value.verdict}


def machine():
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(": ")[2]
            break
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}"


def circumstances(run):
    """Where a table comes from."""
    return f"{run['time']}, commit {run['commit']}, {run['machine']}, `{run['command']}`"


def bench(run):
    """Every kind of load of make bench, with versions and footprint."""
    lines = [circumstances(run), "", f"{run['rounds']} paired rounds of each kind, X-Forwarded-* {run['forwarded']}.", ""]
    lines += [f"- {name}: {version}" for name, version in run["versions"].items()]
    lines += [f"- options of the JVM: `{run['java_options']}`"]
    for figure in run["figures"]:
        lines += ["", f"### {figure['title'][0].upper()}{figure['title'][1:]}", "", *_comparison_table(figure)]
    if run["counts"]:
        lines += ["", "### System calls and allocation per small request", "", *_counts_table(run["counts"])]
    if run["footprint"]:
        lines += ["", "### Footprint", "", *_footprint_table(run["footprint"])]
    return "\n".join(lines) + "\n"


def _comparison_table(figure):
    names = iter(figure["values"])
    lines = [
        f"| | {figure['unit']} | {next(names)} ÷ it | 95 % interval | goal | verdict |",
        "|---|---|---|---|---|---|",
    ]
    for name, values in figure["values"].items():
        shown = f"| {name} | {_spoken(figure, median(values))} "
        compared = figure["comparisons"].get(name)
        if compared is None:
            lines.append(shown + "| | | | |")
            continue
        goal = "–" if compared["goal"] is None else f"≤ {compared['goal']:.2f}"
        between = f"{compared['low']:.3f} – {compared['high']:.3f}"
        lines.append(shown + f"| {compared['ratio']:.3f} | {between} | {goal} | {compared['verdict']} |")
    return lines


def _spoken(figure, value):
    """A value with, for bodies, what it means in GB per second of CPU."""
    if not figure["body_bytes"]:
        return f"{value:.1f}"
    return f"{value:.0f} ({figure['body_bytes'] / value / 1e3:.2f} GB/CPU s)"


def _counts_table(counted):
    lines = ["| | " + " | ".join(CALLS) + " | bytes allocated |", "|---" * (len(CALLS) + 2) + "|"]
    for name, row in counted.items():
        calls = " | ".join(f"{row[call]:.2f}" if call in row else "" for call in CALLS)
        lines.append(f"| {name} | {calls} | {row['bytes']:.0f} |" if "bytes" in row else f"| {name} | {calls} | |")
    return lines


def _footprint_table(footprint):
    lines = ["| | start to first proxied 200, ms | RSS after load, MB | of it anonymous, MB |", "|---|---|---|---|"]
    for name, row in footprint.items():
        lines.append(f"| {name} | {row['start_ms']:.0f} | {row['rss_mb']:.0f} | {row['own_mb']:.0f} |")
    return lines


def packaging(run):
    """Start-up and memory of the forms of packaging, as packaging.py has measured them."""
    first = next(iter(run["ways"]))
    lines = [
        circumstances(run),
        "",
        f"| | start to first proxied 200, ms | 95 % interval | ÷ {first} | RSS after load, MB | of it anonymous, MB |",
        "|---|---|---|---|---|---|",
    ]
    for name, way in run["ways"].items():
        low, high = figures.interval(way["starts"])
        compared = figures.compare(way["starts"], run["ways"][first]["starts"], None)
        against = "" if name == first else f"{compared.ratio:.2f} ({compared.low:.2f} – {compared.high:.2f})"
        memory = " | ".join(f"{median(way[key]):.0f}" for key in ("rss_mb", "own_mb"))
        lines.append(f"| {name} | {median(way['starts']):.0f} | {low:.0f} – {high:.0f} | {against} | {memory} |")
    return "\n".join(lines) + "\n"


def limits(run):
    """What became of the image in a container's memory limit, as limits.py has measured it."""
    lines = [circumstances(run), "", f"Memory is bounded by {run['bound']}.", ""]
    lines += ["| step | " + " | ".join(run["columns"]) + " |", "|---" * (len(run["columns"]) + 1) + "|"]
    for step, row in run["steps"].items():
        lines.append(f"| {step} | " + " | ".join(str(value) for value in row) + " |")
    return "\n".join(lines) + "\n"


def console(run):
    """What the console's page costs the proxy and the browser while it is open, as console.py has measured it."""
    compared = run["comparison"]
    lines = [
        circumstances(run),
        "",
        f"{run['browser']}, open {run['minutes']:g} minutes at each of two proxies, {run['rounds']} pairs of rounds.",
        "",
        "| | CPU µs per request | open ÷ closed | 95 % interval | goal | verdict |",
        "|---|---|---|---|---|---|",
        f"| console open | {median(run['open']):.1f} | {compared['ratio']:.3f} | {compared['low']:.3f} – {compared['high']:.3f} "
        f"| ≤ {compared['goal']:.2f} | {compared['verdict']} |",
        f"| closed | {median(run['closed']):.1f} | | | | |",
        "",
        "| page, part of the time | exchanges shown | JavaScript heap, MB | DOM nodes | listeners | browser, MB |",
        "|---|---|---|---|---|---|",
    ]
    for name, page in zip(("first", "second"), run["pages"], strict=True):
        for number, sample in enumerate(page, 1):
            lines.append(
                f"| {name}, {number}/{len(page)} | {sample['exchanges']} | {sample['heap_mb']:.1f} | {sample['nodes']} "
                f"| {sample['listeners']} | {sample['mb']:.0f} |"
            )
    return "\n".join(lines) + "\n"


def goals(runs):
    """Rows of what was aimed at: goal, figure, interval, verdict."""
    rows = []
    for figure in runs.get("bench", {}).get("figures", []):
        for name, compared in figure["comparisons"].items():
            if compared["goal"] is not None:
                what = f"{figure['title']}, {figure['unit']}: ≤ {compared['goal']:.2f} × {name}"
                between = f"{compared['low']:.3f} – {compared['high']:.3f}"
                rows.append((what, f"{compared['ratio']:.3f}", between, compared["verdict"]))
    rows += _counted_goals(runs.get("bench", {}).get("counts", {}).get("rehost", {}))
    if "console" in runs:
        compared = runs["console"]["comparison"]
        between = f"{compared['low']:.3f} – {compared['high']:.3f}"
        what = f"2,000 requests/s, console open, CPU µs per request: ≤ {compared['goal']:.2f} × closed"
        rows.append((what, f"{compared['ratio']:.3f}", between, compared["verdict"]))
    for name, way in runs.get("packaging", {}).get("ways", {}).items():
        for key, goal in way.get("goals", {}).items():
            low, high = figures.interval(way[key])
            what = {"starts": "start to first proxied 200, ms", "rss_mb": "RSS after load, MB"}[key]
            row = f"{low:.0f} – {high:.0f}", figures.verdict(low, high, goal)
            rows.append((f"{name}: {what} ≤ {goal}", f"{median(way[key]):.0f}", *row))
    return rows


def _counted_goals(counted):
    rows = []
    for call, most in MOST_CALLS.items():
        if call in counted:
            # A request more or less at the edge of the second that is traced is no call more.
            verdict = "met" if counted[call] <= most * 1.01 else "missed"
            rows.append((f"{call} calls per small request ≤ {most}", f"{counted[call]:.2f}", "", verdict))
    if "bytes" in counted:
        verdict = "met" if counted["bytes"] <= MOST_BYTES else "missed"
        rows.append((f"bytes allocated per small request ≤ {MOST_BYTES}", f"{counted['bytes']:.0f}", "", verdict))
    return rows


def goals_table(runs):
    lines = ["| goal | measured | 95 % interval | verdict |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(row) + " |" for row in goals(runs)]
    return "\n".join(lines) + "\n"
