"""The curve of correlation against distance, by SciPy's Pearson's r of pairs that a loop finds."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.stats import pearsonr

from convmath.core.errors import InputError
from convmath.images.correlation_curves import correlation_curve, correlation_marks, range_at
from convmath.images.named_images import ramp
from convmath.images.photographs import photograph


@given(
    npst.arrays(np.float64, (7, 9), elements=st.integers(-9, 9)),
    st.sampled_from([(0, 1), (1, 0), (1, 1), (-1, 2)]),
    st.integers(1, 3),
)
def test_a_curve_holds_pearsons_r_at_one_two_three_steps(image, step, times):
    expected = []
    for number in range(1, times + 1):
        down, right = number * step[0], number * step[1]
        pairs = [
            (image[row, column], image[row + down, column + right])
            for row, column in np.ndindex(*image.shape)
            if 0 <= row + down < 7 and 0 <= column + right < 9
        ]
        here, there = zip(*pairs)
        assume(len(set(here)) > 1 and len(set(there)) > 1)
        expected.append(pearsonr(here, there).statistic)
    try:
        found = correlation_curve(image, rows=step[0], columns=step[1], times=times)
    except InputError:
        assume(False)  # a distance in another direction leaves pixels of one value
    assert found.distances == tuple(range(1, times + 1))
    assert found.correlations == pytest.approx(expected, abs=1e-9)
    assert (found.lowest, found.highest) == (min(found.correlations), max(found.correlations))


@pytest.mark.parametrize("step", [(0, 1), (1, 0)])
@pytest.mark.parametrize("name", ["camera", "cat", "coins", "grass"])
def test_in_a_photograph_no_pixel_tells_more_than_the_next_one(name, step):
    curve = correlation_curve(photograph(name), rows=step[0], columns=step[1], times=149)
    assert curve.highest == curve.correlations[0] > 0.65
    assert curve.correlations[0] - curve.correlations[-1] > 0.6, "and none is as good far away"


def test_the_range_of_several_curves_is_taken_at_one_distance():
    curves = [correlation_curve(photograph(name), rows=0, columns=1, times=64) for name in ("camera", "cat", "grass")]
    assert range_at(curves, distance=1) == pytest.approx((0.748, 0.979), abs=1e-3)
    assert range_at(curves, distance=64) == pytest.approx((-0.004, 0.595), abs=1e-3)


def test_the_marks_of_the_scale_are_what_pearsons_r_can_be_at_most():
    line = np.arange(5.0)
    opposite, none, same = (pearsonr(line, other).statistic for other in (-line, (line - 2) ** 2, line))
    assert correlation_marks() == pytest.approx((opposite, none, same))


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: correlation_curve(ramp(4, 9), rows=0, columns=0, times=1), "rows, columns"),
        (lambda: correlation_curve(ramp(4, 9), rows=0, columns=1, times=0), "times"),
        (lambda: correlation_curve(ramp(4, 9), rows=0, columns=2, times=2), "reach"),
        (lambda: range_at([], distance=1), "curves"),
        (lambda: range_at([correlation_curve(ramp(4, 9), rows=0, columns=1, times=2)], distance=3), "distance"),
        (lambda: range_at([correlation_curve(ramp(4, 9), rows=0, columns=1, times=2)], distance=0), "distance"),
    ],
)
def test_bad_steps_are_named(call, named):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == named
