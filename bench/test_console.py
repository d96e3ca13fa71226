"""How the rounds of the open console are compared, from figures that are made up."""

import json
import unittest

import console
import report


class ConsoleTest(unittest.TestCase):
    def test_what_one_jvm_does_better_than_the_other_cancels_out(self):
        # The second proxy needs 10 % more than the first in everything, the open page 2 %.
        first_half = [[102.0, 110.0]] * 20
        second_half = [[100.0, 112.2]] * 20
        opened, closed, comparison = console.compared(first_half, second_half)
        self.assertAlmostEqual(opened[0] / closed[0], 1.02)
        self.assertAlmostEqual(comparison.ratio, 1.02)
        self.assertEqual(comparison.verdict, "met")

    def test_more_than_three_percent_is_missed(self):
        _, _, comparison = console.compared([[105.0, 100.0]] * 20, [[100.0, 105.0]] * 20)
        self.assertEqual(comparison.verdict, "missed")

    def test_a_page_that_grows_after_its_lists_are_full_is_seen(self):
        steady = [{"heap_mb": heap} for heap in (0.5, 0.8, 1.0, 1.0, 1.0, 1.0, 1.0, 1.1, 1.0, 1.0)]
        leaking = [{"heap_mb": float(minute)} for minute in range(1, 11)]
        self.assertLessEqual(console.growth(steady), console.MEMORY_GOAL)
        self.assertGreater(console.growth(leaking), console.MEMORY_GOAL)

    def test_the_table_holds_the_verdict_and_the_page(self):
        opened, closed, comparison = console.compared([[102.0, 100.0]] * 20, [[100.0, 102.0]] * 20)
        sample = {"mb": 500.0, "heap_mb": 1.1, "nodes": 6500, "listeners": 218, "exchanges": 200}
        run = {
            "browser": "Chrome/1",
            "minutes": 10,
            "rounds": 20,
            "open": opened,
            "closed": closed,
            "comparison": comparison,
            "pages": [[sample], [sample]],
            **dict.fromkeys(("time", "commit", "machine", "command"), "x"),
        }
        table = report.console(json.loads(json.dumps(run, default=report._plain)))
        self.assertIn("| console open | 102.0 | 1.020 | 1.020 – 1.020 | ≤ 1.03 | met |", table)
        self.assertIn("| second, 1/1 | 200 | 1.1 | 6500 | 218 | 500 |", table)


if __name__ == "__main__":
    unittest.main()
