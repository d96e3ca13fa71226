"""Ratios, intervals and verdicts: docs/performance.md says what they mean."""

import unittest

import figures


class ComparisonTest(unittest.TestCase):
    def test_the_ratio_is_the_median_of_the_rounds_and_not_that_of_the_medians(self):
        # A machine that was three times slower in the last rounds says nothing about the ratio.
        compared = figures.compare([10, 11, 30, 36], [20, 20, 60, 60], None)
        self.assertAlmostEqual(compared.ratio, 0.525)

    def test_the_interval_holds_the_ratio_and_is_the_same_each_time(self):
        subject, peer = [9, 10, 12, 10, 11, 8, 10], [10] * 7
        compared = figures.compare(subject, peer, None)
        self.assertLessEqual(compared.low, compared.ratio)
        self.assertGreaterEqual(compared.high, compared.ratio)
        self.assertLess(compared.low, compared.high)
        self.assertEqual(compared, figures.compare(subject, peer, None))

    def test_rounds_that_agree_leave_no_doubt(self):
        compared = figures.compare([5.0] * 20, [10.0] * 20, 0.5)
        self.assertEqual((compared.low, compared.high, compared.verdict), (0.5, 0.5, "met"))

    def test_rounds_without_their_partner_are_refused(self):
        with self.assertRaises(ValueError):
            figures.compare([1.0, 2.0], [1.0], None)


class VerdictTest(unittest.TestCase):
    def test_it_is_met_or_missed_only_with_the_whole_interval(self):
        expected = {(0.7, 0.8): "met", (0.7, 0.85): "met", (0.86, 0.9): "missed", (0.8, 0.9): "undecided"}
        for (low, high), verdict in expected.items():
            self.assertEqual(figures.verdict(low, high, 0.85), verdict, (low, high))

    def test_without_a_goal_there_is_none(self):
        self.assertEqual(figures.verdict(0.1, 0.2, None), "–")


if __name__ == "__main__":
    unittest.main()
