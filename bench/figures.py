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
        return verdict(self.low, self.high, self.goal)


def compare(subject, peer, goal):
    """Compares two proxies by values that were measured in the same rounds."""
    ratios = [a / b for a, b in zip(subject, peer, strict=True)]
    return Comparison(median(ratios), *interval(ratios), goal)


def interval(values):
    """The 95 % bootstrap interval of the median; the same values always give the same one."""
    chance = random.Random(1)
    medians = sorted(median(chance.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return medians[int(0.025 * RESAMPLES)], medians[int(0.975 * RESAMPLES) - 1]


def verdict(low, high, goal):
    """Whether something whose interval is this is at most the goal; a dash if there is none."""
    if goal is None:
        return "–"
    if high <= goal:
        return "met"
    return "missed" if low > goal else "undecided"
