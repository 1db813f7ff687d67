"""One window in one, two and three dimensions, against fitted lines, SciPy, torch and kernels known by name."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate, savgol_coeffs

from convmath.convolution.filters import gradient_x
from convmath.convolution.motion import DIRECTIONS, answers_to_motion, motion_kernel, moving_bar, one_way_kernel
from convmath.convolution.one_window import (
    edge_weights,
    image_row,
    kernel_answers,
    mean_weights,
    one_way_weights,
    slope_weights,
)
from convmath.core.errors import InputError

SIDES = (3, 5, 7, 9)


@pytest.mark.parametrize("side", SIDES)
def test_the_mean_is_a_mean_and_the_slope_that_of_the_fitted_line(side):
    samples = np.random.default_rng(side).normal(size=side)
    assert mean_weights(side) @ samples == pytest.approx(samples.mean())
    squares = (slope_weights(side) ** 2).sum()
    slope, _ = np.polyfit(np.arange(side), samples, 1)
    assert slope_weights(side) @ samples / squares == pytest.approx(slope)
    assert slope_weights(side) / squares == pytest.approx(savgol_coeffs(side, 1, deriv=1, use="dot"))


@pytest.mark.parametrize("side", SIDES)
def test_the_edge_kernel_is_a_slope_in_every_row(side):
    assert edge_weights(side).tolist() == [list(range(-(side // 2), side // 2 + 1))] * side


def test_with_three_taps_the_kernels_are_prewitts():
    assert (edge_weights(3) == gradient_x("prewitt").matrix).all()
    for direction in DIRECTIONS:
        assert (one_way_weights(direction, 3) == one_way_kernel(direction, operator="prewitt")).all()


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_one_way_weights_answer_to_one_way_alone(direction, side):
    """By torch's conv3d."""
    along, against = (
        torch.nn.functional.conv3d(
            torch.tensor(film, dtype=torch.float64)[None, None],
            torch.tensor(one_way_weights(direction, side), dtype=torch.float64)[None, None],
        ).numpy()
        for film in (
            moving_bar(way, frames=side + 2, height=side + 8, width=side + 8)
            for way in (direction, {"right": "left", "left": "right", "up": "down", "down": "up"}[direction])
        )
    )
    assert (against == 0).all()
    assert along.max() == -along.min() > 0


@given(data=st.data())
def test_one_way_weights_are_blind_to_any_pattern_that_moves_against_them(data):
    row = np.array(data.draw(st.lists(st.integers(-9, 9), min_size=14, max_size=14)))
    film = np.array([np.tile(np.roll(row, -frame), (5, 1)) for frame in range(5)])
    answers = kernel_answers(film[:, :, :9], one_way_weights("right", 5)).answers
    assert not answers.any()


def test_the_product_of_both_slopes_tells_no_direction():
    along, against = answers_to_motion(motion_kernel("right").matrix, "right", frames=7, height=5, width=11)
    assert along.energy == against.energy > 0


@pytest.mark.parametrize("shape", [(17,), (9, 14), (6, 8, 7)])
def test_answers_are_scipys(shape):
    rng = np.random.default_rng(3)
    signal, kernel = rng.normal(size=shape), rng.normal(size=(3,) * len(shape))
    found = kernel_answers(signal, kernel)
    expected = correlate(signal, kernel, mode="valid")
    assert found.answers == pytest.approx(expected)
    assert found.products == 3 ** len(shape)
    assert found.places == expected.size
    assert (found.lowest, found.highest) == pytest.approx((expected.min(), expected.max()))
    assert abs(found.at_strongest) == pytest.approx(np.abs(expected).max())
    assert found.answers[found.strongest] == found.at_strongest


def test_of_equal_answers_a_positive_one_near_the_middle_is_the_strongest():
    found = kernel_answers([0, 5, 0, 5, 0, 5, 0, 0], [-1, 0, 1])
    assert found.answers.tolist() == [0, 0, 0, 0, 0, -5]
    assert found.strongest == (5,)
    found = kernel_answers([3, 0, 0, 3, 0, 3, 0, 0, 3], [1, 1, 0])
    assert found.strongest == (3,), "the middle of seven"
    assert kernel_answers([1, 1, 1, 1, 1], [-1, 0, 1]).strongest == (1,), "where all is 0, the middle"
    assert kernel_answers([0, 0, 1, 0, 0], [1, 0, -1]).at_strongest == 1, "and not −1, as large in size"


@pytest.mark.parametrize("side", SIDES)
def test_of_a_level_signal_the_slope_is_nothing_but_zero(side):
    assert not kernel_answers([0.1] * 20, slope_weights(side)).answers.any()
    assert not kernel_answers(np.full((12, 12), 0.7), edge_weights(side)).answers.any()


@pytest.mark.parametrize(("signal", "level"), [(np.linspace(0, 1, 20), True), ([0.0] * 9, True), ([0, 1, 3, 5], False)])
def test_of_a_ramp_the_slope_is_the_same_everywhere(signal, level):
    assert kernel_answers(signal, slope_weights(3)).level is level


@pytest.mark.parametrize("side", [1, 2, 4, 0, -3, 101, 3.0, "3"])
@pytest.mark.parametrize("function", [mean_weights, slope_weights, edge_weights, lambda n: one_way_weights("up", n)])
def test_a_window_without_a_middle_is_refused(function, side):
    with pytest.raises(InputError, match="'side'"):
        function(side)


def test_unknown_directions_and_misfits_are_refused():
    with pytest.raises(InputError, match="'direction'"):
        one_way_weights("north", 3)
    with pytest.raises(InputError, match="'kernel'"):
        kernel_answers([[1, 2], [3, 4]], [1, 1])


def test_what_is_given_is_not_changed_by_what_is_returned():
    signal = np.array([1, 2, 3])
    found = kernel_answers(signal, [1, 1])
    found.signal[0] = 9
    assert signal[0] == 1


def test_a_row_of_an_image_is_a_copy_of_it_and_has_to_be_there():
    image = np.arange(12).reshape(3, 4)
    found = image_row(image, 2)
    assert (found.number, found.samples.tolist()) == (2, [8, 9, 10, 11])
    found.samples[0] = 99
    assert image[2, 0] == 8
    for number in (3, -1, 1.0):
        with pytest.raises(InputError, match="'number'"):
            image_row(image, number)
