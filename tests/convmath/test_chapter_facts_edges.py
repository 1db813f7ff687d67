"""The course text's claims about edges, locality, shifts and pooling, each computed."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name for it)

from convmath.convolution.border import window_responses
from convmath.convolution.cross_correlation import convolve2d, cross_correlate2d
from convmath.convolution.edges import detect_edges
from convmath.convolution.filters import kernel_by_name
from convmath.convolution.pooling import max_pool2d
from convmath.images.locality import correlation_at
from convmath.images.named_images import checkerboard, example_grid, noise, vertical_edge
from convmath.images.photographs import photograph

SOBEL_X = kernel_by_name("sobel_x")
EDGE = vertical_edge(32, 32, column=16)


def test_sliding_sobel_x_over_the_example():
    assert cross_correlate2d(example_grid(), SOBEL_X).tolist() == [[2, -1, -2], [-1, 0, -1], [-1, 0, 0]]


def test_what_libraries_call_convolution_is_correlation_and_the_real_one_has_the_other_sign():
    grid = example_grid()
    library = F.conv2d(torch.from_numpy(grid)[None, None], torch.from_numpy(SOBEL_X)[None, None])[0, 0].numpy()
    assert library.tolist() == cross_correlate2d(grid, SOBEL_X).tolist()
    assert convolve2d(grid, SOBEL_X).tolist() == (-library).tolist()
    asymmetric = np.array([[1, 2], [3, 4]])
    assert convolve2d(grid, asymmetric).tolist() != cross_correlate2d(grid, asymmetric).tolist()
    assert convolve2d(grid, asymmetric).tolist() == cross_correlate2d(grid, asymmetric[::-1, ::-1]).tolist()


# The edge and the padding -------------------------------------------------------------------------------------------


def test_the_largest_response_is_an_artefact_of_padding_in_four_corners():
    found = detect_edges(EDGE, padding_mode="zero")
    assert found.maximum == pytest.approx(math.sqrt(18))
    assert f"{found.maximum:.2f}" == "4.24"
    assert found.peaks == ((0, 16), (0, 31), (31, 16), (31, 31))


def test_the_edge_itself_is_4_in_two_columns():
    inside = detect_edges(EDGE, padding_mode="zero").magnitude[1:-1, 1:-1]
    assert np.unique(inside).tolist() == [0, 4]
    assert (np.flatnonzero(inside.any(axis=0)) + 1).tolist() == [15, 16]


def test_of_124_responses_60_are_clean_and_64_see_the_padding():
    found = window_responses(EDGE, padding_mode="zero")
    assert (found.maps.responding_count, found.responding_inside, found.responding_leaving) == (124, 60, 64)
    assert found.leaving.sum(axis=0)[[15, 16, 31]].tolist() == [2, 2, 32], "four of them see the edge as well"


def test_the_right_border_shows_a_false_edge():
    found = window_responses(EDGE, padding_mode="zero")
    assert np.unique(found.maps.gx[1:-1, 31]).tolist() == [-4]
    assert found.leaving[:, 31].all()


def test_extending_the_border_mends_it():
    found = detect_edges(EDGE, padding_mode="replicate")
    assert found.maximum == 4
    assert found.responding_count == 64
    assert found.columns_responding == (15, 16)


def test_a_checkerboard_of_single_pixels_is_invisible_to_sobel():
    board = checkerboard(8, 8, square=1)
    assert board.tolist() == (np.indices((8, 8)).sum(axis=0) % 2).tolist()
    for name in ("sobel_x", "sobel_y"):
        assert not cross_correlate2d(board, kernel_by_name(name)).any()


@pytest.mark.parametrize("square", [2, 3, 4])
def test_larger_squares_are_seen(square):
    response = cross_correlate2d(checkerboard(8 * square, 6 * square, square=square), SOBEL_X)
    assert response.any()
    if square == 4:
        assert (response.min(), response.max()) == (-4, 4)


# Locality -----------------------------------------------------------------------------------------------------------


def test_noise_has_no_locality_and_a_photograph_has():
    image = noise(100, 100, seed=42)
    assert f"{correlation_at(image, rows=1, columns=0):.4f}" == "-0.0140"
    assert f"{correlation_at(image, rows=50, columns=50):.4f}" == "0.0106"
    assert correlation_at(photograph("camera"), rows=1, columns=0) > 0.98
    assert abs(correlation_at(photograph("camera"), rows=256, columns=256)) < 0.1


# Shifts -------------------------------------------------------------------------------------------------------------


def shifted(image, columns):
    return np.roll(image, columns, axis=1)


def test_on_a_circular_image_convolution_and_shift_change_places_exactly():
    image = np.random.default_rng(0).integers(0, 99, size=(32, 32))
    for by in range(32):
        before = cross_correlate2d(shifted(image, by), SOBEL_X, padding="same", padding_mode="circular")
        after = shifted(cross_correlate2d(image, SOBEL_X, padding="same", padding_mode="circular"), by)
        assert before.tolist() == after.tolist()


def test_zero_padding_breaks_it_in_the_columns_at_the_borders():
    image = np.random.default_rng(0).random((32, 32))
    before = cross_correlate2d(shifted(image, 5), SOBEL_X, padding="same", padding_mode="zero")
    after = shifted(cross_correlate2d(image, SOBEL_X, padding="same", padding_mode="zero"), 5)
    differ = ~np.isclose(before, after).all(axis=0)
    assert np.flatnonzero(differ).tolist() == [0, 4, 5, 31]


def test_with_stride_2_only_even_shifts_survive():
    image = np.random.default_rng(0).integers(0, 999, size=(32, 32))

    def strided(x):
        return cross_correlate2d(x, SOBEL_X, stride=2, padding=1, padding_mode="circular")

    outputs = [shifted(strided(image), by).tolist() for by in range(16)]
    for by in range(8):
        moved = strided(shifted(image, by)).tolist()
        assert (moved in outputs) == (by % 2 == 0)


def test_max_pooling_is_invariant_to_a_shift_for_about_a_third_of_its_outputs():
    """A window and its neighbour share two of their six pixels; the largest of the six is one of those in 2/6."""
    image = noise(400, 400, seed=0)
    unchanged = max_pool2d(image) == max_pool2d(shifted(image, 1))
    assert unchanged.mean() == pytest.approx(1 / 3, abs=0.01)
    assert not unchanged.all()
