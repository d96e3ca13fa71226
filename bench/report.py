"""Writes what was measured: a Markdown table, JSON with every round, and a chart."""

import json
from dataclasses import asdict
from html import escape
from statistics import median

BAR_HEIGHT, LEFT, WIDTH = 22, 110, 420


def write(results, out):
    out.mkdir(parents=True, exist_ok=True)
    text = markdown(results)
    (out / "bench.md").write_text(text)
    (out / "bench.json").write_text(json.dumps(results, indent=1, default=_plain))
    (out / "bench.svg").write_text(chart(results))
    return text


def markdown(results):
    circumstances = ", ".join(results[key] for key in ("time", "machine", "rounds", "job"))
    lines = ["# Benchmark", "", circumstances, ""]
    lines += [f"- {name}: {version}" for name, version in results["versions"].items()]
    for figure in results["figures"]:
        lines += ["", f"## {figure['title']}", "", *_comparison_table(results["subject"], figure)]
    lines += ["", "## Footprint", "", *_footprint_table(results["footprint"])]
    return "\n".join(lines) + "\n"


def _comparison_table(subject, figure):
    lines = [
        f"| proxy | {figure['unit']} | {subject} ÷ it | 95 % interval | goal | verdict |",
        "|---|---|---|---|---|---|",
    ]
    for name, values in figure["values"].items():
        shown = f"| {name} | {_spoken(figure, median(values))} "
        compared = figure["comparisons"].get(name)
        if compared is None:
            lines.append(shown + "| | | | |")
            continue
        goal = "–" if compared.goal is None else f"≤ {compared.goal:.2f}"
        interval = f"{compared.low:.3f} – {compared.high:.3f}"
        lines.append(shown + f"| {compared.ratio:.3f} | {interval} | {goal} | {compared.verdict} |")
    return lines


def _spoken(figure, value):
    """A value with, for bodies, what it means in GB per second of CPU."""
    if not figure["body_bytes"]:
        return f"{value:.1f}"
    return f"{value:.0f} ({figure['body_bytes'] / value / 1e3:.2f} GB/CPU s)"


def _footprint_table(footprint):
    lines = [
        "| proxy | start to first proxied 200, ms | RSS after load, MB | of it private, MB |",
        "|---|---|---|---|",
    ]
    for name, row in footprint.items():
        lines.append(f"| {name} | {row['start_ms']:.0f} | {row['rss_mb']:.0f} | {row['private_mb']:.0f} |")
    return lines


def chart(results):
    """Horizontal bars, one group for each figure."""
    parts, y = [], 10
    for figure in results["figures"]:
        y += BAR_HEIGHT
        parts.append(_text(10, y, f"{figure['title']} ({figure['unit']})", 'font-weight="bold"'))
        y += 8
        medians = {name: median(values) for name, values in figure["values"].items()}
        for name, value in medians.items():
            colour = "#2a6f97" if name == results["subject"] else "#adb5bd"
            parts += _bar(name, value, WIDTH * value / max(medians.values()), y, colour)
            y += BAR_HEIGHT
    size = f'width="{LEFT + WIDTH + 90}" height="{y + 15}"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="13">'
    return "\n".join([opening, *parts, "</svg>", ""])


def _bar(name, value, width, y, colour):
    middle = y + BAR_HEIGHT * 0.65
    return [
        _text(LEFT - 8, middle, name, 'text-anchor="end"'),
        f'<rect x="{LEFT}" y="{y}" width="{width:.0f}" height="{BAR_HEIGHT - 5}" fill="{colour}"/>',
        _text(LEFT + width + 6, middle, f"{value:.1f}"),
    ]


def _text(x, y, text, attributes=""):
    return f'<text x="{x:.0f}" y="{y:.0f}" {attributes}>{escape(text)}</text>'


def _plain(value):
    return {**asdict(value), "verdict": value.verdict}
