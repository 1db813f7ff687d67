"""Landmarks against brute force over small images, and the whole pictures that users bring."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from PIL import Image
from scipy.signal import correlate2d

from convmath.convolution.edges import EdgeMaps, PaddingResponses, detect_edges, padding_responses
from convmath.convolution.filters import gradient_operators, gradient_x
from convmath.convolution.landmarks import false_edge, scale_ticks, strongest_window, value_range
from convmath.core.errors import InputError
from convmath.images.named_images import image_by_name, image_from, ramp, vertical_edge, whole_image_from
from convmath.images.resampling import within

images = npst.arrays(
    np.int64, npst.array_shapes(min_dims=2, max_dims=2, min_side=3, max_side=9), elements=st.integers(-9, 9)
)
operators = st.sampled_from(gradient_operators())


@given(images, operators)
def test_the_strongest_window_is_scipys_and_lies_inside_the_image(image, operator):
    step = strongest_window(image, operator=operator)
    answers = correlate2d(image, gradient_x(operator).matrix, mode="valid")
    assert abs(step.sum) == np.abs(answers).max()
    assert answers[step.rows[0], step.cols[0]] == step.sum
    np.testing.assert_array_equal(step.patch, image[np.ix_(step.rows, step.cols)])


def test_equally_strong_windows_are_told_apart_by_the_distance_to_the_centre():
    step = strongest_window(vertical_edge(32, 20, column=10))
    assert (step.rows[1], step.cols[1]) == (15, 9)


@given(images, operators, st.sampled_from(["zero", "reflect", "circular"]))
def test_a_false_edge_is_the_strongest_response_that_padding_raised(image, operator, mode):
    responses = padding_responses(image, operator=operator, padding_mode=mode)
    found = false_edge(responses)
    raised = [0.0]
    for component, sides in (("gx", np.s_[1:-1, [0, -1]]), ("gy", np.s_[[0, -1], 1:-1])):
        padded, extended = (getattr(maps, component)[sides] for maps in (responses.padded, responses.extended))
        raised.extend(np.abs(padded)[np.abs(padded) > np.abs(extended)].tolist())
    if found is None:
        assert max(raised) == 0
    else:
        assert abs(found.value) == max(raised), "whole numbers are exact"
        assert getattr(responses.padded, found.component)[found.row, found.column] == found.value


def test_zero_padding_makes_a_false_edge_on_the_bright_side():
    found = false_edge(padding_responses(vertical_edge(32, 32, column=16)))
    assert (found.component, found.side, found.row, found.column, found.value) == ("gx", "right", 15, 31, -4)
    standing = np.zeros((9, 8))
    standing[4:, 2:5] = 1
    found = false_edge(padding_responses(standing))
    assert (found.component, found.side, found.row, found.column, found.value) == ("gy", "bottom", 8, 3, -4)


@pytest.mark.parametrize("mode", ["replicate", "reflect"])
def test_padding_that_continues_the_image_makes_no_false_edge(mode):
    responses = padding_responses(image_by_name("camera"), padding_mode=mode)
    assert false_edge(responses) is None


def test_what_zero_padding_alters_in_the_vertical_edge():
    responses = padding_responses(vertical_edge(32, 32, column=16))
    assert responses.altered_count == 64
    assert responses.responding_count - responses.clean_count == 64
    assert not (responses.altered & responses.inside).any()
    assert responses.padded.squared_maximum == 18
    assert responses.padded.peak_count == 4
    assert responses.raises_maximum
    assert not padding_responses(vertical_edge(32, 32, column=16), padding_mode="circular").raises_maximum
    assert list(map(tuple, np.argwhere(responses.padded.at_peak))) == [(0, 16), (0, 31), (31, 16), (31, 31)]
    assert responses.extended.peak_columns == (15, 16)
    assert responses.padded.peak_columns == (16, 31)


@given(images)
def test_scales_hold_every_value(image):
    maps = detect_edges(image)
    ticks = scale_ticks(maps.gx, maps.gy, signed=True)
    low, middle, high = ticks if len(ticks) == 3 else ticks * 3
    assert low == -high
    assert low <= min(maps.gx.min(), maps.gy.min()) <= max(maps.gx.max(), maps.gy.max()) <= high
    assert middle == 0
    assert scale_ticks(maps.magnitude)[-1] == maps.maximum


def test_the_range_of_one_value_is_that_value():
    assert value_range(np.full((3, 4), 0.5)) == (0.5,)
    assert value_range(vertical_edge(3, 4, column=2, dark=0.25)) == (0.25, 1.0)


def test_a_scale_without_maps_is_refused():
    with pytest.raises(InputError, match="maps"):
        scale_ticks()


@given(npst.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=40), st.integers(1, 40))
def test_an_image_brought_within_a_size_keeps_its_shape_and_mean(shape, longest):
    image = np.random.default_rng(5).random(shape)
    small = within(image, longest=longest)
    assert max(small.shape) == min(longest, max(shape))
    assert small.mean() == pytest.approx(image.mean())
    scale = min(Fraction(1), Fraction(longest, max(shape)))
    assert all(abs(new - max(1, scale * old)) <= Fraction(1, 2) for new, old in zip(small.shape, shape))


def test_a_users_own_picture_comes_whole(tmp_path):
    Image.fromarray(np.uint8(ramp(100, 200) * 255)).save(tmp_path / "own.png")
    assert whole_image_from(str(tmp_path / "own.png"), longest=64).shape == (32, 64)
    np.testing.assert_array_equal(whole_image_from("bar"), image_from("bar"))
    with pytest.raises(InputError, match="image"):
        whole_image_from("brr")
    with pytest.raises(InputError, match="image"):
        whole_image_from(str(tmp_path / "missing.png"))


@pytest.mark.parametrize("scale", [1e-12, 1e9, 1e150])
def test_landmarks_do_not_depend_on_the_scale_of_the_image(scale):
    image = image_by_name("coins", height=24, width=30)
    plain, scaled = (false_edge(padding_responses(image * factor)) for factor in (1, scale))
    assert (scaled.component, scaled.side, scaled.row, scaled.column) == (
        plain.component,
        plain.side,
        plain.row,
        plain.column,
    )
    assert strongest_window(image * scale).index == strongest_window(image).index
    assert scale_ticks(image * scale) == (0, image.max() * scale)


def maps_of(gx, gy=None):
    gx = np.array(gx, dtype=float)
    return EdgeMaps(gx, np.zeros_like(gx) if gy is None else np.array(gy, dtype=float))


def responses_of(padded, extended=None):
    silent = maps_of(np.zeros_like(padded.gx))
    return PaddingResponses(padded, extended or silent, np.zeros(padded.gx.shape, dtype=bool))


def test_each_side_of_the_border_is_found_by_the_gradient_that_crosses_it():
    for row, column, component, side in (
        (2, 0, "gx", "left"),
        (2, 6, "gx", "right"),
        (0, 3, "gy", "top"),
        (4, 3, "gy", "bottom"),
    ):
        lit = np.zeros((5, 7))
        lit[row, column] = -3
        along, across = (maps_of(lit), maps_of(lit * 0, lit))[:: 1 if component == "gx" else -1]
        found = false_edge(responses_of(along))
        assert (found.component, found.side, found.row, found.column, found.value) == (component, side, row, column, -3)
        assert false_edge(responses_of(across)) is None, "the other gradient runs along this side"


def test_corners_and_the_inside_are_no_false_edges():
    lit = np.zeros((5, 7))
    lit[[0, 0, 4, 4], [0, 6, 0, 6]] = 9
    lit[1:-1, 1:-1] = 9
    assert false_edge(responses_of(maps_of(lit, lit))) is None


def test_of_equal_false_edges_the_middle_one_is_taken_and_gx_before_gy():
    lit = np.zeros((7, 9))
    lit[1:-1, [0, -1]] = 2
    lit[[0, -1], 1:-1] = 2
    found = false_edge(responses_of(maps_of(lit, lit)))
    assert (found.component, found.side, found.row) == ("gx", "left", 3)
    lit[:, [0, -1]] = 0
    assert (
        false_edge(responses_of(maps_of(lit * 0, lit))).row,
        false_edge(responses_of(maps_of(lit * 0, lit))).column,
    ) == (0, 4)


def test_false_edges_are_alike_up_to_rounding_and_no_further():
    for share, row in ((1 - 1e-10, 2), (1 - 1e-8, 1)):
        lit = np.zeros((5, 7))
        lit[1, 0], lit[2, 0] = 4, 4 * share
        assert false_edge(responses_of(maps_of(lit))).row == row


def test_what_is_raised_by_rounding_alone_is_no_false_edge():
    for share, found in ((1 + 1e-10, False), (1 + 1e-8, True)):
        lit = np.zeros((5, 7))
        lit[2, 0] = 4
        assert (false_edge(responses_of(maps_of(lit * share), maps_of(lit))) is not None) == found
        assert false_edge(responses_of(maps_of(lit), maps_of(lit * share))) is None


def test_windows_are_alike_up_to_rounding_and_no_further():
    bright = np.zeros((3, 15))
    bright[:, 1] = 1
    for share, column in ((1 - 1e-10, 7), (1 - 1e-8, 2)):
        bright[:, 8:] = share
        assert strongest_window(bright).cols[1] in (column, column + 1)


def test_the_nearest_of_equal_windows_is_the_first_of_those_at_one_distance():
    image = np.zeros((5, 10))
    image[:, 3:7] = 1
    assert strongest_window(image).position == (1, 2)
    assert strongest_window(np.zeros((4, 4))).position == (0, 0)
    stripes = np.zeros((9, 4))
    stripes[:, 2:] = 1
    assert strongest_window(stripes).position[0] == 3, "rows count as much as columns"


def test_a_false_edge_of_an_image_with_next_to_no_border():
    assert false_edge(padding_responses(np.ones((2, 2)))) is None
    assert false_edge(padding_responses(np.ones((3, 3)))).row == 1


def test_scales_are_signed_only_where_asked_and_one_mark_where_nothing_is():
    assert scale_ticks(np.array([[-4.0, 1.0]])) == (0.0, 4.0)
    assert scale_ticks(np.array([[-4.0, 1.0]]), signed=True) == (-4.0, 0.0, 4.0)
    assert scale_ticks(np.zeros((2, 2)), signed=True) == (0.0,)
    assert scale_ticks(np.zeros((2, 2)), np.array([[1e-200]])) == (0.0, 1e-200)
    assert scale_ticks(np.array([[-(2**63), 5]])) == (0.0, 2.0**63)
    assert value_range(np.array([[-(2**63), 2**62]])) == (-(2.0**63), 2.0**62)


def test_a_strongest_window_needs_room_and_sums_that_are_finite():
    with pytest.raises(InputError):
        strongest_window(np.ones((2, 5)))
    with pytest.raises(InputError, match="range of floats"):
        strongest_window(vertical_edge(4, 6, column=3) * 1e308)


@pytest.mark.parametrize("mode", ["zero", "reflect", "circular"])
def test_padding_makes_no_false_edge_of_a_black_image(mode):
    assert false_edge(padding_responses(np.zeros((4, 5)), padding_mode=mode)) is None
