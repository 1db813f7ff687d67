"""Shifts before and after a layer, against torch, and the exact cases of the lecture."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name for it)
from hypothesis import given
from hypothesis import strategies as st

from convmath.convolution.equivariance import Commuting, ShiftedLayer, pooled_share_unchanged, shift
from convmath.convolution.filters import kernel_by_name
from convmath.core.errors import InputError
from convmath.images.named_images import noise

SOBEL_X = kernel_by_name("sobel_x")
TORCH_MODES = {"circular": "circular", "zero": "constant", "replicate": "replicate", "reflect": "reflect"}
layers = st.builds(
    ShiftedLayer, padding_mode=st.sampled_from(sorted(TORCH_MODES)), stride=st.integers(1, 2), pool=st.integers(1, 2)
)
shifts = st.tuples(st.integers(-9, 9), st.integers(-9, 9))
kernels = st.tuples(st.sampled_from([1, 3, 5]), st.sampled_from([1, 3]), st.integers(0, 99)).map(
    lambda drawn: np.random.default_rng(drawn[2]).integers(-3, 4, drawn[:2])
)


def by_torch(layer, image, kernel):
    rows, columns = (side // 2 for side in kernel.shape)
    padded = F.pad(
        torch.tensor(image)[None, None], (columns, columns, rows, rows), mode=TORCH_MODES[layer.padding_mode]
    )
    found = F.conv2d(padded, torch.tensor(kernel, dtype=torch.float64)[None, None], stride=layer.stride)
    return F.max_pool2d(found, layer.pool)[0, 0].numpy()


@given(layers, kernels, shifts, st.integers(0, 99))
def test_both_ways_are_torchs_layer_and_numpys_roll(layer, kernel, by, seed):
    image = np.random.default_rng(seed).integers(-9, 10, (12, 8)).astype(float)
    found = layer.commute(image, kernel, by)
    step = layer.stride * layer.pool
    np.testing.assert_array_equal(found.shifted_first, by_torch(layer, np.roll(image, by, (0, 1)), kernel))
    moved = [int(np.floor(part / step)) for part in by]
    np.testing.assert_array_equal(found.shifted_last, np.roll(by_torch(layer, image, kernel), moved, (0, 1)))
    assert found.output_shift == (by[0] / step, by[1] / step)
    differs = found.shifted_first != found.shifted_last
    assert found.share == (~differs).mean()
    assert found.percent == pytest.approx(100 * found.share)
    assert found.by == by
    assert (found.outputs, found.differing_outputs) == (differs.size, differs.sum())
    assert found.agreeing_outputs == differs.size - differs.sum()
    assert found.largest_difference == np.abs(found.shifted_first - found.shifted_last).max()
    assert found.differing_rows == tuple(np.flatnonzero(differs.any(axis=1)))
    assert found.differing_columns == tuple(np.flatnonzero(differs.any(axis=0)))
    same = by_torch(layer, np.roll(image, by, (0, 1)), kernel) == by_torch(layer, image, kernel)
    assert layer.unchanged(image, kernel, by) == same.mean()
    stays = layer.after_and_before(image, kernel, by)
    np.testing.assert_array_equal(stays.agreeing, same)
    np.testing.assert_array_equal(stays.shifted_last, by_torch(layer, image, kernel))
    assert layer.strongest(image, kernel, by) == by_torch(layer, np.roll(image, by, (0, 1)), kernel).max()


@given(kernels, shifts, st.integers(1, 2), st.integers(1, 2), st.integers(0, 99))
def test_on_a_circle_every_shift_by_whole_strides_commutes_exactly(kernel, by, stride, pool, seed):
    image = np.random.default_rng(seed).integers(-9, 10, (12, 8))
    layer = ShiftedLayer(stride=stride, pool=pool)
    found = layer.commute(image, kernel, tuple(layer.total_stride * part for part in by))
    assert found.share == 1
    assert not found.difference.any()


def test_zero_padding_breaks_it_where_the_border_was_and_where_it_is():
    image = np.random.default_rng(0).random((32, 32))
    found = ShiftedLayer(padding_mode="zero").commute(image, SOBEL_X, (0, 5))
    assert found.differing_columns == (0, 4, 5, 31)
    assert found.share == 1 - 4 / 32
    assert ShiftedLayer().commute(image, SOBEL_X, (0, 5)).share == 1


def test_with_stride_2_only_even_shifts_commute():
    image = np.random.default_rng(0).random((32, 32))
    shares = [ShiftedLayer(stride=2).commute(image, SOBEL_X, (0, by)).share for by in range(8)]
    assert [share == 1 for share in shares] == [True, False] * 4


@pytest.mark.parametrize(
    ("size", "by", "expected"), [(2, (0, 1), 1 / 3), (2, (1, 1), 1 / 7), (3, (0, 1), 1 / 2), (2, (0, -2), 0)]
)
def test_pooled_noise_stays_for_the_share_that_is_expected(size, by, expected):
    assert pooled_share_unchanged(size, by) == pytest.approx(expected)
    image = noise(600, 600, seed=0)
    measured = ShiftedLayer(pool=size).unchanged(image, [[1]], by)
    # Some 40,000 regions, hardly dependent on each other: a standard error of at most 0.0025.
    assert measured == pytest.approx(expected, abs=0.01)


@given(shifts, shifts)
def test_shifts_add_up(first, second):
    image = np.arange(35.0).reshape(5, 7)
    twice = shift(shift(image, *first), *second)
    np.testing.assert_array_equal(twice, shift(image, first[0] + second[0], first[1] + second[1]))


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: ShiftedLayer(padding_mode="edge"), "padding_mode"),
        (lambda: ShiftedLayer().after_and_before(np.eye(4), [[1]], (0.5, 1)), "by"),
        (lambda: ShiftedLayer().strongest(np.eye(4), np.eye(2), (0, 1)), "kernel"),
        (lambda: ShiftedLayer(stride=0), "stride"),
        (lambda: ShiftedLayer(pool=0), "pool"),
        (lambda: ShiftedLayer().output(np.eye(4), np.eye(2)), "kernel"),
        (lambda: ShiftedLayer(stride=3).commute(np.eye(4), [[1]], (0, 1)), "image"),
        (lambda: ShiftedLayer().commute(np.eye(4), [[1]], (0, 0.5)), "by"),
        (lambda: shift(np.eye(4), 0.5, 0), "rows"),
        (lambda: pooled_share_unchanged(0, (0, 1)), "size"),
    ],
)
def test_bad_input_is_named(call, named):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == named


def test_rounding_does_not_count_as_a_difference_whatever_the_smallest_answer():
    first, last = np.array([[0.0, 1e6]]), np.array([[1e-5, 1e6]])
    found = Commuting(first, last, (0, 1), (0.0, 1.0))
    assert found.agreeing.all()
    assert not Commuting(first, last + 1, (0, 1), (0.0, 1.0)).agreeing.any()
