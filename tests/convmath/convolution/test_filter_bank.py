"""Banks of filters and sheets of maps, by loops and by torch."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from convmath.convolution.channels import channel_maps
from convmath.convolution.filter_bank import SLICES, each_to_one, filter_bank, tile_columns, tiled
from convmath.convolution.filters import kernel_by_name
from convmath.core.errors import InputError

names = st.sampled_from(SLICES)


@given(st.tuples(names, names, names), st.integers(1, 343))
def test_the_first_filter_is_the_one_that_was_asked_for_and_all_are_different(first, count):
    bank = filter_bank(first, count=count)
    assert bank.shape == (count, 3, 3, 3)
    for plane, name in zip(bank[0], first):
        np.testing.assert_array_equal(plane, kernel_by_name(name))
    assert len({each.tobytes() for each in bank}) == count
    known = {kernel_by_name(name).astype(np.int64).tobytes() for name in SLICES}
    assert {plane.tobytes() for each in bank for plane in each} <= known


def test_a_longer_bank_begins_with_the_shorter_one():
    first = ("laplacian", "identity", "sobel_y")
    np.testing.assert_array_equal(filter_bank(first, count=64)[:16], filter_bank(first, count=16))


def test_the_maps_of_a_bank_are_those_of_torch_and_so_is_the_number_of_its_parameters():
    image = np.random.default_rng(1).integers(0, 10, (3, 8, 9))
    bank = filter_bank(("sobel_x", "sobel_y", "laplacian"), count=64)
    maps = channel_maps(image, bank, bias=[5] * 64)
    layer = torch.nn.Conv2d(3, 64, 3)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(bank))
        layer.bias.fill_(5)
        np.testing.assert_array_equal(maps.output, layer(torch.tensor(image, dtype=torch.float32)).numpy())
    assert maps.parameters == sum(each.numel() for each in layer.parameters()) == 1792


@given(st.integers(1, 400))
def test_so_many_columns_make_the_smallest_square(count):
    columns = tile_columns(count)
    assert (columns - 1) ** 2 < count <= columns**2


@given(st.integers(1, 12), st.integers(1, 3), st.integers(1, 3), st.integers(0, 3))
def test_on_a_sheet_every_map_stands_in_its_place_and_zeros_between(count, height, width, gap):
    maps = np.arange(1, count * height * width + 1).reshape(count, height, width)
    sheet, columns = tiled(maps, gap=gap), int(np.ceil(np.sqrt(count)))
    expected = np.zeros_like(sheet)
    for number, row, column in np.ndindex(maps.shape):
        at = (number // columns) * (height + gap) + row, (number % columns) * (width + gap) + column
        expected[at] = maps[number, row, column]
    np.testing.assert_array_equal(sheet, expected)
    assert (sheet > 0).sum() == maps.size
    assert sheet.shape[1] == columns * width + (columns - 1) * gap


def test_each_map_is_brought_to_one_and_keeps_its_signs():
    maps = np.array([[[3, -6]], [[0, 0]], [[-1, 0]]])
    np.testing.assert_array_equal(each_to_one(maps), [[[0.5, -1]], [[0, 0]], [[-1, 0]]])


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: filter_bank(["sobel_x"] * 2), "first"),
        (lambda: filter_bank(["gaussian"] * 3), "first"),
        (lambda: filter_bank(["sobel_x"] * 3, count=344), "count"),
        (lambda: filter_bank(["sobel_x"] * 3, count=0), "count"),
        (lambda: tile_columns(0), "count"),
        (lambda: tiled([[1]]), "maps"),
        (lambda: tiled([[[1]]], gap=-1), "gap"),
        (lambda: each_to_one([1]), "maps"),
    ],
)
def test_what_makes_no_bank_or_sheet_is_refused(call, argument):
    with pytest.raises(InputError, match=f"argument '{argument}' was"):
        call()


def test_a_bank_has_one_filter_unless_more_are_asked_for():
    assert filter_bank(SLICES[:3]).shape == (1, 3, 3, 3)
