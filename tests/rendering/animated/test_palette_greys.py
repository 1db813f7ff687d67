"""Greys of a palette: the best there are, and as many as the error asks for."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rendering.animated.palette import Histogram, choose_palette, error_of, is_grey, pack
from rendering.animated.palette_greys import best_greys

WEIGHTS = st.integers(1, 50) | st.integers(1, 50).map(lambda count: count * 10**9)
"""Those of colours that have to be exact are many powers of ten above the others."""
LEVELS = st.dictionaries(st.integers(0, 255), WEIGHTS, min_size=1, max_size=7)


def error(weights, greys):
    return sum(weight * min((level - grey) ** 2 for grey in greys) for level, weight in weights.items())


def brute_force(weights, number):
    """The least error of all ways to divide the levels into runs, each shown as its rounded mean."""
    levels = sorted(weights)
    least = np.inf
    for cuts in combinations(range(1, len(levels)), number - 1):
        runs = [levels[start:stop] for start, stop in zip((0, *cuts), (*cuts, len(levels)), strict=True)]
        means = [sum(weights[level] * level for level in run) / sum(weights[level] for level in run) for run in runs]
        least = min(least, error(weights, [round(mean) for mean in means]))
    return least


@given(LEVELS)
def test_no_other_greys_are_better(weights):
    levels = sorted(weights)
    numbers = list(range(1, len(levels) + 1))
    answers = best_greys(levels, [weights[level] for level in levels], numbers)
    assert [len(greys) for greys in answers] == numbers
    for number, greys in zip(numbers, answers, strict=True):
        assert error(weights, greys) <= brute_force(weights, number) * (1 + 1e-9)
    assert answers[-1] == levels


def ramps(greys: int, colours: int) -> Histogram:
    """So many samples on a ramp of greys, and so many on one of blues and reds."""
    steps = np.arange(256, dtype=np.uint8)
    grey = np.repeat(steps[:, None], 3, axis=1)
    coloured = np.stack([steps[::-1], np.zeros_like(steps), steps], axis=1)
    samples = [np.repeat(pack(grey), greys), np.repeat(pack(coloured), colours)]
    return Histogram.of(np.concatenate(samples))


@pytest.mark.parametrize(("greys", "colours", "least", "most"), [(100, 1, 40, 63), (10, 10, 12, 32), (1, 100, 1, 12)])
def test_what_is_more_of_gets_more_of_the_palette(greys, colours, least, most):
    histogram = ramps(greys, colours)
    palette = choose_palette(histogram, 64)
    assert least <= is_grey(palette).sum() <= most
    halves = np.concatenate([palette[is_grey(palette)][::2], palette[~is_grey(palette)][::2]])
    assert error_of(histogram, palette) < error_of(histogram, halves)


def test_greys_alone_get_the_whole_palette():
    histogram = ramps(1, 0)
    palette = choose_palette(histogram, 32)
    assert is_grey(palette).all()
    assert len(palette) == 32
    assert error_of(histogram, palette) == pytest.approx(5.5)
