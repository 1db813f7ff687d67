"""Pooled numbers and dense sums of a blob in two places against torch and loops."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from convmath.convolution.filters import kernel_by_name
from convmath.core.errors import InputError
from convmath.networks.position import (
    Differences,
    blob,
    blob_in_each_quarter,
    compare_readings,
    read_picture,
    side_weights,
    top_left_weights,
)

KERNELS = ["sobel_x", "sobel_y", "laplacian", "box"]
KERNEL = kernel_by_name("sobel_x")


def in_torch(image, kernel, weights):
    """Largest value, mean and dense sum of a picture."""
    layer = nn.Conv2d(1, 1, kernel.shape, padding="same", bias=False, dtype=torch.float64)
    layer.weight.data[:] = torch.from_numpy(kernel.astype(float))
    unit = nn.Linear(image.size, 1, bias=False, dtype=torch.float64)
    unit.weight.data[:] = torch.from_numpy(weights.astype(float).reshape(1, -1))
    given = torch.from_numpy(image.astype(float))[None, None]
    with torch.no_grad():
        response = torch.relu(layer(given))
        sums = unit(given.reshape(1, -1))
        largest, mean = (pool(response).item() for pool in (nn.AdaptiveMaxPool2d(1), nn.AdaptiveAvgPool2d(1)))
    return largest, mean, sums.item(), response[0, 0].numpy()


@given(st.sampled_from(KERNELS), st.integers(6, 12), st.integers(6, 20), st.integers(0, 2))
def test_pooled_numbers_and_dense_sums_are_those_of_torch(name, row, column, radius):
    image, kernel = blob(19, 27, row=row, column=column, radius=radius), kernel_by_name(name)
    weights = side_weights(19, 27)
    found = read_picture(image, kernel, weights)
    largest, mean, dense, response = in_torch(image, kernel, weights)
    assert (found.largest, found.dense) == pytest.approx((largest, dense))
    assert found.mean == pytest.approx(mean)
    np.testing.assert_allclose(found.response, response, atol=1e-12)
    assert (found.highest, found.lowest) == (found.signed.max(), found.signed.min())


@given(st.integers(6, 12), st.integers(6, 20), st.integers(6, 12), st.integers(6, 20))
def test_no_place_inside_changes_a_pooled_number_by_anything_at_all(row, column, other_row, other_column):
    first, second = (
        read_picture(blob(19, 27, row=down, column=right), KERNEL, side_weights(19, 27))
        for down, right in ((row, column), (other_row, other_column))
    )
    found = compare_readings(first, second)
    assert (found.largest, found.mean) == (0, 0.0)
    assert found.dense == second.dense - first.dense
    assert found.dense * (other_column - column) >= 0, "it never falls as the blob goes right"


def test_a_blob_is_what_a_loop_makes_of_it():
    picture = blob(9, 12, row=4, column=5, radius=3)
    for (row, column), level in np.ndenumerate(picture):
        assert level == max(16 - (row - 4) ** 2 - (column - 5) ** 2, 0)
    rows, columns = np.nonzero(picture)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (1, 7, 2, 8)
    assert picture.dtype == np.int64


def test_weights_of_a_side_cancel_and_those_of_a_quarter_are_few():
    for width in (6, 7):
        weights = side_weights(5, width)
        np.testing.assert_array_equal(weights, -weights[:, ::-1])
        assert np.count_nonzero(weights) == 5 * (width - width % 2)
    corner = top_left_weights(5, 7)
    np.testing.assert_array_equal(np.argwhere(corner), [[row, column] for row in range(2) for column in range(3)])


@pytest.mark.parametrize("shape", [(27, 35), (28, 36)])
def test_every_quarter_answers_alike_and_a_dense_unit_for_one_alone(shape):
    image = blob_in_each_quarter(*shape)
    found = read_picture(image, KERNEL, top_left_weights(*shape))
    response = in_torch(image, KERNEL, top_left_weights(*shape))[3]
    half = shape[0] // 2, shape[1] // 2
    corners = [response[: half[0], : half[1]], response[: half[0], -half[1] :]]
    corners += [response[-half[0] :, : half[1]], response[-half[0] :, -half[1] :]]
    assert found.largest_by_quarter.ravel().tolist() == [corner.max() for corner in corners]
    assert len(set(found.largest_by_quarter.ravel().tolist())) == 1
    alone = image[: half[0], : half[1]].sum()
    assert found.dense_by_quarter.tolist() == [[alone, 0], [0, 0]]
    assert found.dense == alone
    np.testing.assert_array_equal(image, image[::-1])
    np.testing.assert_array_equal(image, image[:, ::-1])


@pytest.mark.parametrize(("column", "enters"), [(1, True), (2, False), (24, False), (25, True)])
def test_the_border_enters_where_a_window_that_meets_the_blob_leaves_the_image(column, enters):
    image = blob(19, 27, row=9, column=column, radius=0)
    found = read_picture(image, KERNEL, side_weights(19, 27))
    assert found.border_enters == enters
    met = np.abs(np.arange(27) - column) <= 1
    assert enters == any(place - 1 < 0 or place + 1 > 26 for place in np.flatnonzero(met))


def test_the_smallest_picture_with_quarters_has_a_pixel_in_each():
    found = read_picture([[1, 2], [3, 4]], [[1]], [[1, 1], [1, -1]])
    assert found.largest_by_quarter.tolist() == [[1, 2], [3, 4]]
    assert found.dense_by_quarter.tolist() == [[1, 2], [3, -4]]
    assert (found.largest, found.mean, found.dense) == (4, 2.5, 2)
    assert blob_in_each_quarter(6, 6, radius=1).sum() == 4 * blob(3, 3, row=1, column=1, radius=1).sum()


def test_a_black_picture_has_no_border_to_enter():
    black = np.zeros((4, 4), dtype=int)
    found = read_picture(black, KERNEL, black)
    assert (found.border_enters, found.largest, found.mean, found.dense) == (False, 0, 0, 0)
    assert compare_readings(found, found) == Differences(0, 0, 0)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: blob(9, 9, row=3, column=4), "row"),
        (lambda: blob(9, 9, row=4, column=5), "column"),
        (lambda: blob(0, 9, row=4, column=5), "height"),
        (lambda: blob(9, 9, row=4, column=4, radius=-1), "radius"),
        (lambda: blob_in_each_quarter(17, 36), "height"),
        (lambda: blob_in_each_quarter(18, 17), "width"),
        (lambda: blob_in_each_quarter(18, 18, radius=1.0), "radius"),
        (lambda: side_weights(3, 0), "width"),
        (lambda: top_left_weights(0, 3), "height"),
        (lambda: read_picture([[1, 2]], [[1]], [[1, 2]]), "image"),
        (lambda: read_picture(np.eye(3), [[1, 2]], np.eye(3)), "kernel"),
        (lambda: read_picture(np.eye(3), [[1]], np.eye(4)), "weights"),
        (lambda: compare_readings(3, 4), "first"),
        (lambda: compare_readings(inner(), read_picture(np.eye(3), KERNEL, np.eye(3))), "second"),
    ],
)
def test_bad_arguments_are_refused_by_name(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument


def inner():
    return read_picture(blob(19, 27, row=9, column=9), KERNEL, side_weights(19, 27))


def test_quarters_that_are_too_small_are_told_how_large_they_must_be():
    with pytest.raises(InputError, match="at least 18, so that each quarter holds a blob"):
        blob_in_each_quarter(17, 36)
