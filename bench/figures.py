"""From rounds to verdicts: paired ratios, their median and its bootstrap interval."""

import random
from dataclasses import dataclass
from statistics import median

RESAMPLES = 4000


@dataclass(frozen=True)
class Comparison:
    """How the subject compares with one peer. Below 1 the subject is the cheaper one."""

    ratio: float
    low: float
    high: float
    goal: float | None

    @property
    def verdict(self):
        if self.goal is None:
            return "–"
        if self.high <= self.goal:
            return "met"
        return "missed" if self.low > self.goal else "undecided"


def compare(subject, peer, goal):
    """Compares two proxies by values that were measured in the same rounds."""
    ratios = [a / b for a, b in zip(subject, peer, strict=True)]
    # A fixed seed: the same rounds always give the same interval.
    chance = random.Random(1)
    medians = sorted(median(chance.choices(ratios, k=len(ratios))) for _ in range(RESAMPLES))
    low, high = medians[int(0.025 * RESAMPLES)], medians[int(0.975 * RESAMPLES) - 1]
    return Comparison(median(ratios), low, high, goal)
