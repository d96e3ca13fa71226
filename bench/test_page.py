"""The page and the chart that a run leaves, from figures that are made up."""

import json
import unittest
import xml.etree.ElementTree as ElementTree

import chart
import figures
import kinds
import publish
import report
from rounds import figure


class Options:
    subject = "rehost"


def example(nginx=20.0, rehost=10.0):
    values = {"rehost": [rehost] * 20, "nginx": [nginx] * 20, "caddy": [rehost * 9] * 20}
    run = {
        "command": "make bench",
        "commit": "abc1234",
        "time": "2026-11-23 20:00 UTC",
        "machine": "x, 2 cores",
        "rounds": 20,
        "forwarded": "on",
        "java_options": "-Xmx64m",
        "versions": {"rehost": "abc1234", "nginx": "nginx/1.22.1 <&>"},
        "figures": [figure(Options, "small", kinds.KINDS["small"], "CPU µs per request", values)],
        "footprint": {"nginx": {"start_ms": 10, "rss_mb": 14, "own_mb": 6}},
        "counts": {"rehost": {"bytes": 900.2, "read": 2.0, "write": 2.5, "epoll_wait": 0.1, "epoll_ctl": 0, "other": 0}},
    }
    return json.loads(json.dumps(run, default=report._plain))


class PageTest(unittest.TestCase):
    def test_goals_are_judged_with_their_figures(self):
        table = report.goals_table({"bench": example()})
        self.assertIn("≤ 0.85 × nginx | 0.500 | 0.500 – 0.500 | met |", table)
        self.assertIn("write calls per small request ≤ 2 | 2.50 |  | missed |", table)
        self.assertIn("bytes allocated per small request ≤ 1024 | 900 |  | met |", table)
        missed = report.goals_table({"bench": example(nginx=10.0)})
        self.assertIn("≤ 0.85 × nginx | 1.000 | 1.000 – 1.000 | missed |", missed)

    def test_the_page_names_the_command_of_what_was_not_measured(self):
        page = publish.page(publish.TEMPLATE.read_text(), {"bench": example()})
        self.assertIn("Not measured for this page: `make bench-image`.", page)
        self.assertIn("commit abc1234", page)
        self.assertNotRegex(page, "@[a-z]+@")

    def test_a_packaging_is_judged_by_its_starts_and_its_memory(self):
        ways = {
            "jar": {"starts": [900.0] * 5, "rss_mb": [150.0], "own_mb": [120.0]},
            "image": {
                "starts": [440.0] * 5,
                "rss_mb": [121.0],
                "own_mb": [90.0],
                "goals": {"starts": 450, "rss_mb": 120},
            },
        }
        where = {key: example()[key] for key in ("command", "commit", "time", "machine")}
        runs = {"packaging": {**where, "ways": ways}}
        self.assertIn("| image | 440 | 440 – 440 | 0.49 (0.49 – 0.49) | 121 | 90 |", report.packaging(runs["packaging"]))
        table = report.goals_table(runs)
        self.assertIn("image: start to first proxied 200, ms ≤ 450 | 440 | 440 – 440 | met |", table)
        self.assertIn("image: RSS after load, MB ≤ 120 | 121 | 121 – 121 | missed |", table)


class ChartTest(unittest.TestCase):
    def setUp(self):
        self.root = ElementTree.fromstring(chart.chart(example()))
        self.texts = ["".join(text.itertext()) for text in self.root.iter("{http://www.w3.org/2000/svg}text")]

    def bars(self):
        rectangles = self.root.iter("{http://www.w3.org/2000/svg}rect")
        return [float(bar.get("width")) for bar in rectangles if bar.get("class") in ("subject", "peer")]

    def test_bars_are_multiples_of_the_subject(self):
        subject, nginx, caddy = self.bars()
        self.assertAlmostEqual(nginx, 2 * subject, delta=0.1)
        self.assertAlmostEqual(caddy, chart.MOST_TIMES * subject, delta=0.1, msg="cut")
        self.assertIn("20.0  (2.00 ×)", self.texts)
        self.assertIn("90.0  (9.00 ×)", self.texts)

    def test_nothing_is_outside_of_the_picture(self):
        width, height = float(self.root.get("width")), float(self.root.get("height"))
        for text in self.root.iter("{http://www.w3.org/2000/svg}text"):
            self.assertLess(float(text.get("x")), width - 40)
            self.assertLess(float(text.get("y")), height)

    def test_it_has_colours_for_dark_pages(self):
        self.assertIn("prefers-color-scheme: dark", chart.chart(example()))


class IntervalTest(unittest.TestCase):
    def test_one_value_is_its_own_interval(self):
        self.assertEqual(figures.interval([121.0]), (121.0, 121.0))


if __name__ == "__main__":
    unittest.main()
