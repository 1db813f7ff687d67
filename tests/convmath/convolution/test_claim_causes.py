"""Each way to spoil an output by a rule, in numbers worked out by hand or by NumPy's types, and what it is called."""

from __future__ import annotations

import math

import numpy as np
import pytest

from convmath.convolution.claim_causes import Cause, Likeness, slip, value_causes

LIKE = Likeness(1e-9)
SUMS = np.array([[-3.26, 1.249], [40.5, 7.875]])
"""Sums that no two rules change alike."""
WHOLE = np.array([[-300, 12], [700, 45]])


def named(expected, claimed, like=LIKE):
    """The causes by kind and words."""
    found = value_causes(np.asarray(expected), np.asarray(claimed), like)
    return [(cause.kind, cause.detail) for cause in found]


@pytest.mark.parametrize(
    ("claimed", "kind", "detail"),
    [
        (-SUMS, "sign", "every sign is reversed"),
        (np.abs(SUMS), "sign", "the signs are lost: these are the absolute values"),
        ([[-4, 1], [40, 7]], "rounding", "rounded down to whole numbers"),
        ([[-3, 1], [40, 7]], "rounding", "rounded towards zero to whole numbers"),
        ([[-3, 2], [41, 8]], "rounding", "rounded up to whole numbers"),
        ([[-3, 1], [41, 8]], "rounding", "rounded to whole numbers"),
        ([[-3, 1], [40, 8]], "rounding", "rounded to whole numbers"),
        ([[-3.3, 1.2], [40.5, 7.9]], "rounding", "rounded to 1 decimal"),
        ([[-3.26, 1.25], [40.5, 7.88]], "rounding", "rounded to 2 decimals"),
        ([[-3.26, 1.25], [40.5, 7.87]], None, None),
        ([[0, 1.249], [40.5, 7.875]], "clipping", "negative sums became 0"),
        ([[0, 1], [1, 1]], "clipping", "sums were clipped to 0 … 1"),
        (SUMS + 2.5, "constant added", "+2.5 everywhere, as a bias would add"),
        (SUMS - 0.25, "constant added", "−0.25 everywhere, as a bias would add"),
    ],
)
def test_sums_changed_by_one_rule_are_called_by_it(claimed, kind, detail):
    assert named(SUMS, np.array(claimed, float)) == ([(kind, detail)] if kind else [])


@pytest.mark.parametrize(
    ("digits", "words"), [(1, "1 significant digit"), (2, "2 significant digits"), (5, "5 significant digits")]
)
def test_rounding_to_significant_digits_is_told_from_that_to_decimals(digits, words):
    sums = np.array([[1234.5678, 0.00123456], [-98.7654321, 5.4321]])
    claimed = [[float(f"{value:.{digits}g}") for value in row] for row in sums]
    assert named(sums, claimed) == [("rounding", f"rounded to {words}")]


def test_halves_may_be_rounded_to_even_or_away_from_zero():
    halves = np.array([[0.5, 1.5], [-2.5, 3.25]])
    assert named(halves, [[0.0, 2.0], [-2.0, 3.0]]) == [("rounding", "rounded to whole numbers")]
    assert named(halves, [[1.0, 2.0], [-3.0, 3.0]]) == [("rounding", "rounded to whole numbers")]
    assert named(halves, [[0.0, 2.0], [-3.0, 3.0]]) == []


def test_whole_sums_are_not_said_to_be_rounded():
    assert named(WHOLE, WHOLE // 10 * 10) == []


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (1 / 8, "1/8"),
        (1 / 4, "1/4"),
        (1 / (4 * math.sqrt(2)), "1/(4√2)"),
        (4 * math.sqrt(2), "4√2"),
        (math.sqrt(2), "√2"),
        (1 / math.sqrt(2), "1/√2"),
        (1 / 2, "1/2"),
        (1 / 9, "1/9"),
        (1 / 16, "1/16"),
        (1 / 255, "1/255"),
        (-1 / 9, "−1/9"),
        (1 / 7, "1/7"),
        (3.0, "3"),
        (-2.0, "−2"),
        (0.3, "0.3"),
        (2.718281828, "2.71828"),
        (-2.718281828, "−2.71828"),
    ],
)
def test_a_factor_is_told_by_its_name(factor, words):
    assert named(SUMS, SUMS * factor) == [("scale", f"everything is multiplied by {words}")]


def test_a_factor_of_a_single_sum_is_only_told_if_it_is_a_common_one():
    single = np.array([[0, 4], [0, 0]])
    assert named(single, single * 3) == [("scale", "everything is multiplied by 3")]
    assert ("scale", "everything is multiplied by 2.7") not in named(single, single * 2.7)
    several = np.array([[0, 4], [0, 1]])
    assert named(several, several * 2.7) == [("scale", "everything is multiplied by 2.7")]


def test_nothing_is_a_factor_of_nothing():
    nothing = np.zeros((2, 2), int)
    assert named(nothing, nothing + 5) == [("constant added", "+5 everywhere, as a bias would add")]
    assert named(WHOLE, nothing) == []


@pytest.mark.parametrize("kind", ["uint8", "int8", "uint16", "int16"])
def test_sums_that_wrap_round_are_those_of_numpys_type(kind):
    sums = np.array([[-300, 12], [70_000, 45]])
    assert named(sums, sums.astype(kind).astype(int)) == [("integer overflow", f"the sums wrapped round in {kind}")]
    fitting = np.array([[1, 12], [127, 45]])
    assert named(fitting, fitting.astype(kind).astype(int)) == []


@pytest.mark.parametrize("kind", ["uint8", "int8"])
def test_what_is_after_the_point_is_lost_before_the_sums_wrap_round(kind):
    sums = np.array([[-300.7, 12.5], [700.2, 45.0]])
    claimed = np.trunc(sums).astype(int).astype(kind).astype(int)
    assert named(sums, claimed) == [("integer overflow", f"the sums wrapped round in {kind}")]


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (0, np.inf, "negative sums became 0"),
        (0, 255, "sums were clipped to 0 … 255"),
        (0, 1, "sums were clipped to 0 … 1"),
        (-128, 127, "sums were clipped to −128 … 127"),
    ],
)
@pytest.mark.parametrize("whole", [False, True], ids=["as they are", "made whole"])
def test_clipped_sums_are_called_by_their_bounds(least, most, words, whole):
    sums = np.array([[-300.7, 0.25], [700.2, 45.5]])
    assert named(sums, np.clip(np.trunc(sums) if whole else sums, least, most)) == [("clipping", words)]
    within = np.array([[0.25, 0.5], [0.75, 1.0]])
    assert named(within, np.clip(within, least, most)) == []


@pytest.mark.parametrize(("down", "right"), [(1, 0), (-1, 0), (0, 1), (0, -1), (2, 0), (0, -2), (1, -2), (-2, 2)])
def test_moved_sums_are_told_by_how_far_they_moved(down, right):
    sums = np.arange(56).reshape(7, 8) ** 2
    claimed = np.full_like(sums, -1)
    inside = [(row, col) for row, col in np.ndindex(7, 8) if 0 <= row - down < 7 and 0 <= col - right < 8]
    for row, col in inside:
        claimed[row, col] = sums[row - down, col - right]
    ways = [
        f"{way} by {abs(by)} {unit}{'s' * (abs(by) > 1)}"
        for by, way, unit in (
            (down, "down" if down > 0 else "up", "row"),
            (right, "right" if right > 0 else "left", "column"),
        )
        if by
    ]
    assert named(sums, claimed) == [("offset", " and ".join(f"moved {way}" for way in ways))]


def test_of_several_moves_the_shortest_is_told_and_none_that_leaves_less_than_half():
    stripes = np.array([[1, 2, 1, 2, 1, 2]] * 3)
    assert named(stripes, np.roll(stripes, 1, 1))[-1] == ("offset", "moved left by 1 column")
    narrow = np.array([[5, 9, 7]])
    assert ("offset", "moved right by 2 columns") not in named(narrow, [[1, 2, 5]])
    assert named(narrow, [[1, 5, 9]]) == [("offset", "moved right by 1 column")]
    assert named(np.array([[5, 9]]), [[2, 5]]) == [("offset", "moved right by 1 column")], "half is enough"


def test_a_right_output_and_one_of_another_shape_have_no_cause():
    assert named(SUMS, SUMS) == []
    assert named(SUMS, -SUMS[:1]) == []


def test_numbers_are_alike_up_to_a_share_of_the_largest_of_either():
    like = Likeness(0.01)
    assert like.cells(np.array([100.0, 0.0]), np.array([101.0, 1.0])).tolist() == [True, True]
    assert like.cells(np.array([100.0, 0.0]), np.array([101.02, 1.02])).tolist() == [False, False]
    assert like.cells(np.array([-100.0, 0.0]), np.array([-101.0, -1.0])).tolist() == [True, True]
    assert like.cells(np.array([100, 0]), np.array([101, 0], np.uint8)).tolist() == [False, True]
    assert like.cells(np.array([100, 0]), np.array([101.0, 0])).tolist() == [True, True]
    assert not like.all(np.array([1.0]), np.array([[1.0]]))
    assert like.all(np.zeros((0, 2)), np.ones((0, 2)))


PATCH, WEIGHTS = np.array([[3, 11], [29, 71]]), np.array([[2, -5], [7, 13]])
TAPS = list(np.ndindex(2, 2))


@pytest.mark.parametrize(("tap", "place"), list(enumerate(TAPS)))
@pytest.mark.parametrize(("times", "words"), [(-2, "has the wrong sign"), (-1, "was left out"), (1, "was added twice")])
def test_one_product_is_told_by_its_tap(tap, place, times, words):
    product = PATCH.ravel()[tap] * WEIGHTS.ravel()[tap]
    said = f"the product of tap {place} {words}"
    assert slip(PATCH, WEIGHTS, float(times * product), LIKE) == Cause("single product", said)


@pytest.mark.parametrize("tap", range(4))
@pytest.mark.parametrize("other", range(4))
def test_a_product_with_another_pixel_or_weight_is_told(tap, other):
    if tap == other:
        return
    pixels, weights = PATCH.ravel(), WEIGHTS.ravel()
    place = f"the product of tap {TAPS[tap]} was taken with another"
    for change, words in (
        ((pixels[other] - pixels[tap]) * weights[tap], f"{place} pixel of the window"),
        (pixels[tap] * (weights[other] - weights[tap]), f"{place} weight of the kernel"),
    ):
        assert slip(PATCH, WEIGHTS, float(change), LIKE).detail == words


@pytest.mark.parametrize(("difference", "words"), [(0.1234567, "+0.123457"), (-1000.5, "−1000.5")])
def test_another_slip_is_told_by_its_size(difference, words):
    assert slip(PATCH, WEIGHTS, difference, LIKE) == Cause("single product", f"one sum is off by {words}")


@pytest.mark.parametrize(
    ("difference", "tolerance", "words"),
    [
        (-101, 0.01, "was left out"),
        (-103, 0.01, "one sum is off by −103"),
        (-100 * (1 + 1e-13), 0, "was left out"),
        (-100 * (1 + 1e-11), 0, "one sum is off by −100"),
    ],
)
def test_a_product_may_be_off_by_a_share_of_itself_and_the_difference(difference, tolerance, words):
    assert slip(np.array([[50]]), np.array([[2]]), difference, Likeness(tolerance)).detail.endswith(words)
