"""Landmarks against brute force over small images, and the whole pictures that users bring."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from PIL import Image
from scipy.signal import correlate2d

from convmath.convolution.edges import SILENT, detect_edges, padding_responses
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
        raised.extend(np.abs(padded)[np.abs(padded) > np.abs(extended) + SILENT].tolist())
    if found is None:
        assert max(raised) == 0
    else:
        assert abs(found.value) == pytest.approx(max(raised))
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
    assert scale_ticks(maps.magnitude)[-1] == pytest.approx(maps.maximum)


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
    assert small.shape[0] * shape[1] == pytest.approx(small.shape[1] * shape[0], abs=max(shape) * 1.0)


def test_a_users_own_picture_comes_whole(tmp_path):
    Image.fromarray(np.uint8(ramp(100, 200) * 255)).save(tmp_path / "own.png")
    assert whole_image_from(str(tmp_path / "own.png"), longest=64).shape == (32, 64)
    np.testing.assert_array_equal(whole_image_from("bar"), image_from("bar"))
    with pytest.raises(InputError, match="image"):
        whole_image_from("brr")
    with pytest.raises(InputError, match="image"):
        whole_image_from(str(tmp_path / "missing.png"))
