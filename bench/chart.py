"""The chart: what each peer costs in multiples of what Rehost costs, a panel for each kind of load."""

from html import escape
from statistics import median

PANEL_WIDTH, COLUMNS, MARGIN = 430, 2, 20
ROW, BAR, TITLE = 20, 13, 46
LABEL, PLOT = 76, 230
# Bars that are longer are cut, and say their value all the same.
MOST_TIMES = 4
STYLE = """
  .ground { fill: #ffffff } .text { fill: #1f2328 } .quiet { fill: #59636e }
  .line { stroke: #afb8c1 } .one { stroke: #0969da } .whisker { stroke: #1f2328 }
  .subject { fill: #0969da } .peer { fill: #aab4bf }
  .value { stroke: #ffffff; stroke-width: 4; paint-order: stroke }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } .text { fill: #f0f6fc } .quiet { fill: #9198a1 }
    .line { stroke: #3d444d } .one { stroke: #4493f8 } .whisker { stroke: #f0f6fc }
    .subject { fill: #4493f8 } .peer { fill: #59636e } .value { stroke: #0d1117 }
  }
"""


def chart(run):
    """An SVG document of its own, for light and dark pages."""
    shown = [figure for figure in run["figures"] if len(figure["values"]) > 1 and figure["key"] not in ("rules", "console")]
    heights = [_height(figure) for figure in shown]
    width = COLUMNS * PANEL_WIDTH + (COLUMNS + 1) * MARGIN
    parts, top = [], 84
    for first in range(0, len(shown), COLUMNS):
        for column, figure in enumerate(shown[first : first + COLUMNS]):
            left = MARGIN + column * (PANEL_WIDTH + MARGIN)
            parts += _panel(figure, left, top)
        top += max(heights[first : first + COLUMNS]) + MARGIN
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" width="{width}" height="{top}" '
        'role="img" aria-labelledby="title" font-family="system-ui, sans-serif" font-size="12">'
    )
    heading = [
        f'<title id="title">{escape(_heading(run))}</title>',
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{width}" height="{top}" rx="6"/>',
        _text(MARGIN, 34, _heading(run), 'class="text" font-size="16" font-weight="600"'),
        _text(MARGIN, 56, _explanation(run), 'class="quiet"'),
    ]
    return "\n".join([opening, *heading, *parts, "</svg>", ""])


def _heading(run):
    subject = next(iter(run["figures"][0]["values"]))
    return f"CPU per request and latency, in multiples of {'Rehost' if subject == 'rehost' else subject}’s"


def _explanation(run):
    return f"Longer bars cost more. Whiskers: 95 % interval of {run['rounds']} paired rounds. {run['time']}, {run['commit']}"


def _height(figure):
    return TITLE + ROW * len(figure["values"])


def _panel(figure, left, top):
    subject = next(iter(figure["values"]))
    title, unit = figure["title"], figure["unit"]
    parts = [
        _text(left, top + 14, title[0].upper() + title[1:], 'class="text" font-weight="600"'),
        _text(left, top + 31, unit, 'class="quiet"'),
    ]
    start, end = top + TITLE - ROW / 2, top + TITLE + ROW * (len(figure["values"]) - 0.5)
    one = left + LABEL + PLOT / MOST_TIMES
    parts.append(_line(one, start, one, end, "one", 'stroke-dasharray="2 3"'))
    for number, (name, values) in enumerate(figure["values"].items()):
        middle = top + TITLE + number * ROW
        compared = figure["comparisons"].get(name)
        parts += _bar(name, median(values), compared, left, middle, name == subject)
    parts.append(_line(left + LABEL, start, left + LABEL, end, "line"))
    return parts


def _bar(name, value, compared, left, middle, is_subject):
    times = 1 / compared["ratio"] if compared else 1
    shown = min(times, MOST_TIMES)
    zero, length = left + LABEL, PLOT * shown / MOST_TIMES
    kind = "subject" if is_subject else "peer"
    parts = [
        _text(zero - 8, middle + 4, name, 'class="text" text-anchor="end"'),
        f'<rect class="{kind}" x="{zero}" y="{middle - BAR / 2:.1f}" width="{length:.1f}" height="{BAR}"/>',
    ]
    end = zero + length
    if compared and times <= MOST_TIMES:
        low, high = (zero + PLOT * min(1 / compared[edge], MOST_TIMES) / MOST_TIMES for edge in ("high", "low"))
        parts.append(_line(low, middle, high, middle, "whisker"))
        end = max(end, high)
    elif compared:
        # Cut: two strokes in the ground's colour.
        cut = f'class="ground" width="2.5" height="{BAR + 4}" transform="skewX(-20)"'
        parts += [
            f'<g transform="translate({zero + length - away:.1f} {middle - BAR / 2 - 2:.1f})"><rect {cut}/></g>'
            for away in (14, 8)
        ]
    label = f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"
    label += f"  ({times:.2f} ×)" if compared else ""
    parts.append(_text(end + 8, middle + 4, label, 'class="quiet value"'))
    return parts


def _line(x1, y1, x2, y2, kind, more=""):
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke-width="1.2" {more}/>'


def _text(x, y, text, attributes):
    return f'<text x="{x:.1f}" y="{y:.1f}" {attributes}>{escape(text)}</text>'
