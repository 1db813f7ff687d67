"""Connections by brute force, and torch's own layers as oracles."""

from collections import Counter

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name for it)
from hypothesis import given
from hypothesis import strategies as st

from convmath.core.errors import InputError
from convmath.networks.wiring import KINDS, wiring

sizes = st.tuples(st.integers(1, 5), st.integers(1, 5))
kernels = st.tuples(st.integers(1, 4), st.integers(1, 4))
paddings = st.integers(0, 2)


def fits(size, kernel, padding):
    return all(side + 2 * padding >= width for side, width in zip(size, kernel))


def by_impulses(size, kernel, padding):
    """Which tap of the kernel connects each pixel to each unit, found by lighting one pixel at a time."""
    taps = torch.arange(1.0, 1 + kernel[0] * kernel[1], dtype=torch.float64).reshape(1, 1, *kernel)
    lit = torch.eye(size[0] * size[1], dtype=torch.float64).reshape(-1, 1, *size)
    return F.conv2d(lit, taps, padding=padding).flatten(1).numpy().T.astype(int) - 1


@given(sizes, kernels, paddings)
def test_a_convolution_is_wired_as_torchs_is(size, kernel, padding):
    if not fits(size, kernel, padding):
        with pytest.raises(InputError):
            wiring("convolutional", size, kernel=kernel, padding=padding)
        return
    made = wiring("convolutional", size, kernel=kernel, padding=padding)
    expected = by_impulses(size, kernel, padding)
    np.testing.assert_array_equal(made.weight_numbers, expected)
    assert made.connections == len(made) == (expected >= 0).sum()
    assert made.weights == len(set(expected[expected >= 0].tolist()))
    assert sum(made.uses) == made.connections
    counted = np.unique(expected[expected >= 0], return_counts=True)[1]
    assert made.uses_range == tuple(sorted({counted.min(), counted.max()}))
    local = wiring("locally connected", size, kernel=kernel, padding=padding)
    np.testing.assert_array_equal(local.weight_numbers >= 0, expected >= 0)
    assert local.weights == local.connections == made.connections


@given(sizes, kernels, paddings, st.sampled_from(KINDS))
def test_both_ways_of_looking_at_the_connections_agree(size, kernel, padding, kind):
    if not fits(size, kernel, padding):
        return
    made = wiring(kind, size, kernel=kernel, padding=padding)
    units = list(np.ndindex(*made.reads.shape))
    read = [connection for unit in units for connection in made.read_by(unit)]
    fed = [connection for pixel in np.ndindex(*size) for connection in made.fed_by(pixel)]
    assert sorted(read) == sorted(fed) == sorted(made)
    assert [len(made.read_by(unit)) for unit in units] == made.reads.ravel().tolist()
    assert [len(made.fed_by(pixel)) for pixel in np.ndindex(*size)] == made.feeds.ravel().tolist()
    assert all(made.weight_numbers[u[0] * made.reads.shape[1] + u[1], p[0] * size[1] + p[1]] == w for p, u, w in made)
    assert sum(made.distances.values()) == made.connections


def test_the_three_layers_of_the_lecture():
    dense, local, shared = (wiring(kind, 4, kernel=3, padding=1) for kind in KINDS)
    assert [(each.connections, each.weights) for each in (dense, local, shared)] == [(256, 256), (100, 100), (100, 9)]
    assert dense.connections == torch.nn.Linear(16, 16, bias=False).weight.numel()
    assert shared.weights == torch.nn.Conv2d(1, 1, 3, bias=False).weight.numel()
    assert shared.reads.tolist() == shared.feeds.tolist() == [[4, 6, 6, 4], [6, 9, 9, 6], [6, 9, 9, 6], [4, 6, 6, 4]]
    places = list(np.ndindex(4, 4))
    assert dense.distances == Counter(max(abs(a - c), abs(b - d)) for a, b in places for c, d in places)
    assert local.distances == shared.distances == {0: 16, 1: 84}
    assert [max(each.ordinal for each in layer) for layer in (dense, local, shared)] == [256, 100, 9]
    assert shared.uses == (9, 12, 9, 12, 16, 12, 9, 12, 9)
    assert set(dense.uses) == set(local.uses) == {1}


def test_the_fan_out_is_the_fan_in_turned_round():
    made = wiring("convolutional", 5, kernel=3, padding=1)
    reads, feeds = made.read_by((2, 2)), made.fed_by((2, 2))
    assert [each.pixel for each in reads] == [each.unit for each in feeds]
    assert [each.weight for each in reads] == list(range(9))
    assert [each.weight for each in feeds] == list(range(9))[::-1]


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: wiring("sparse", 4, kernel=3), "kind"),
        (lambda: wiring("dense", 40, kernel=3), "input_size"),
        (lambda: wiring("dense", 4, kernel=3).read_by((0, 2)), "unit"),
        (lambda: wiring("dense", 4, kernel=3).fed_by((4, 0)), "pixel"),
    ],
)
def test_bad_input_is_named(call, named):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == named


def test_a_place_outside_is_told_the_grid_row_by_row():
    with pytest.raises(InputError, match="a place in a grid of 2 by 5"):
        wiring("dense", (2, 5), kernel=1).fed_by((2, 0))
