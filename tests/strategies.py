"""Hypothesis strategies shared by the tests: images, kernels and windows that fit, stacks of layers that fit."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray

from convmath.convolution.padding import PADDING_MODES
from convmath.networks.receptive_field import RFLayer

Pair = tuple[int, int]
Sides = tuple[Pair, Pair]


class Windowed(NamedTuple):
    """An image, a kernel that fits it, and the keyword arguments they fit with."""

    image: NDArray[Any]
    kernel: NDArray[Any]
    options: dict[str, Any]


class Stack(NamedTuple):
    """Layers and an input size whose every plane has units."""

    layers: list[RFLayer]
    input_size: Pair


def pairs(low: int, high: int) -> st.SearchStrategy[Pair]:
    """(row, column) pairs; not only equal ones."""
    return st.tuples(st.integers(low, high), st.integers(low, high))


def sides(high: int) -> st.SearchStrategy[Sides]:
    """Padding at ((top, bottom), (left, right)): four numbers, seldom equal."""
    return st.tuples(pairs(0, high), pairs(0, high))


def whole_arrays(shape: tuple[int, ...], limit: int = 50) -> st.SearchStrategy[NDArray[np.int64]]:
    return npst.arrays(np.int64, shape, elements=st.integers(-limit, limit))


def real_arrays(shape: tuple[int, ...]) -> st.SearchStrategy[NDArray[np.float64]]:
    return npst.arrays(np.float64, shape, elements=st.floats(-4, 4, width=32))


@st.composite
def windowed(
    draw: st.DrawFn, *, channels: bool = False, whole: bool = True, modes: tuple[str, ...] = PADDING_MODES
) -> Windowed:
    """Draw an image with a kernel, stride, dilation, padding and (with channels) groups that fit it."""
    kernel_size, dilation = draw(pairs(1, 4)), draw(pairs(1, 3))
    stride, padding = draw(pairs(1, 3)), draw(sides(3))
    height, width = (
        max(1, max(p) + 1, d * (k - 1) + 1 - sum(p)) + draw(st.integers(0, 5))
        for k, d, p in zip(kernel_size, dilation, padding)
    )
    options: dict[str, Any] = {"stride": stride, "dilation": dilation, "padding": padding}
    options["padding_mode"] = draw(st.sampled_from(modes))
    arrays = whole_arrays if whole else real_arrays
    if not channels:
        return Windowed(draw(arrays((height, width))), draw(arrays(kernel_size)), options)
    groups, fan_in, fan_out = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    options["groups"] = groups
    image = draw(arrays((groups * fan_in, height, width)))
    return Windowed(image, draw(arrays((groups * fan_out, fan_in, *kernel_size))), options)


def rf_layers() -> st.SearchStrategy[RFLayer]:
    return st.builds(RFLayer, pairs(1, 4), stride=pairs(1, 3), dilation=pairs(1, 3), padding=sides(2))


@st.composite
def stacks(draw: st.DrawFn, *, most_layers: int = 3, spare: int = 6) -> Stack:
    """Draw layers and the size of an input that is just large enough for them, or up to `spare` larger."""
    layers = draw(st.lists(rf_layers(), min_size=1, max_size=most_layers))
    sides = []
    for axis in (0, 1):
        needed = 1
        for layer in reversed(layers):
            kernel, stride, dilation, padding = (
                getattr(layer, name)[axis] for name in ("kernel", "stride", "dilation", "padding")
            )
            needed = max(1, (needed - 1) * stride + dilation * (kernel - 1) + 1 - sum(padding))
        sides.append(needed + draw(st.integers(0, spare)))
    return Stack(layers, (sides[0], sides[1]))
