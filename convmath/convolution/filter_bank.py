"""Filters whose slices are kernels with a name, many of them, and their maps side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.filters import kernel_by_name
from convmath.core.errors import bad, finite_array, one_of, whole_number

SLICES = ("sobel_x", "sobel_y", "prewitt_x", "prewitt_y", "laplacian", "sharpen", "identity")
"""The kernels that a slice may be: of 3 × 3 whole numbers."""

_CHANNELS = 3
_STEP = 131
"""From one filter to the next among all that there are, a number without a factor in common with theirs."""


def filter_bank(first: Sequence[str], *, count: int = 1) -> NDArray[np.int64]:
    """Return so many different filters for an image of three channels.

    Parameters
    ----------
    first : sequence of str
        The names, among `SLICES`, of the three slices of the first filter. The others are made of all names in turns.
    count : int, optional
        How many filters, 1 to 343.

    Returns
    -------
    ndarray of shape (count, 3, 3, 3)
        Filters, channels, rows, columns.

    Raises
    ------
    InputError
        If there are not three such names, or `count` is not in that range.

    Examples
    --------
    >>> filter_bank(["sobel_x", "sobel_y", "identity"], count=64).shape
    (64, 3, 3, 3)
    """
    names = tuple(one_of("first", name, SLICES) for name in first)
    if len(names) != _CHANNELS:
        raise bad("first", list(first), f"{_CHANNELS} names, one for each channel")
    every = list(product(SLICES, repeat=_CHANNELS))
    number = whole_number("count", count, at_least=1)
    if number > len(every):
        raise bad("count", count, f"an integer from 1 to {len(every)}")
    start = every.index(names)
    chosen = (every[(start + place * _STEP) % len(every)] for place in range(number))
    return np.array([[kernel_by_name(name) for name in filter_names] for filter_names in chosen], dtype=np.int64)


def each_to_one(maps: ArrayLike) -> NDArray[np.float64]:
    """Return maps each divided by its largest absolute value, so that this is 1; one of zeros stays as it is.

    Parameters
    ----------
    maps : array_like, (F, H, W)

    Raises
    ------
    InputError
        If the maps are not of that shape.

    Examples
    --------
    >>> each_to_one([[[1, -2]], [[0, 0]]]).tolist()
    [[[0.5, -1.0]], [[0.0, 0.0]]]
    """
    values = finite_array("maps", maps, ranks=(3,)).astype(np.float64)
    largest = np.abs(values).max(axis=(1, 2), keepdims=True)
    scaled: NDArray[np.float64] = np.divide(values, largest, out=np.zeros_like(values), where=largest > 0)
    return scaled


def tile_columns(count: int) -> int:
    """Return in how many columns so many squares stand side by side in the smallest square.

    Raises
    ------
    InputError
        If `count` is not an integer of at least 1.

    Examples
    --------
    >>> tile_columns(64), tile_columns(24)
    (8, 5)
    """
    return math.isqrt(whole_number("count", count, at_least=1) - 1) + 1


def tiled(maps: ArrayLike, *, gap: int = 2) -> NDArray[Any]:
    """Return maps side by side in rows of `tile_columns`, with zeros between them and where none is left.

    Parameters
    ----------
    maps : array_like, (F, H, W)
    gap : int, optional
        Rows and columns between two maps.

    Raises
    ------
    InputError
        If the maps are not of that shape, or `gap` is not an integer of at least 0.

    Examples
    --------
    >>> tiled([[[1]], [[2]], [[3]]], gap=1).tolist()
    [[1, 0, 2], [0, 0, 0], [3, 0, 0]]
    """
    values, gap = finite_array("maps", maps, ranks=(3,)), whole_number("gap", gap)
    count, height, width = values.shape
    columns = tile_columns(count)
    rows = -(-count // columns)
    sheet = np.zeros((rows * (height + gap) - gap, columns * (width + gap) - gap), dtype=values.dtype)
    for number, each in enumerate(values):
        top, left = ((place * (size + gap)) for place, size in zip(divmod(number, columns), (height, width)))
        sheet[top : top + height, left : left + width] = each
    return sheet


def kernel_sheet(kernels: ArrayLike, *, gap: int = 1) -> NDArray[Any]:
    """Return all slices of kernels on one sheet: a row for each filter, a column for each channel, zeros between.

    Parameters
    ----------
    kernels : array_like, (filters, channels, kh, kw)
    gap : int, optional
        Rows and columns between two slices.

    Raises
    ------
    InputError
        If the kernels are not of that shape, or `gap` is not an integer of at least 0.

    Examples
    --------
    >>> kernel_sheet([[[[1]], [[2]]], [[[3]], [[4]]]]).tolist()
    [[1, 0, 2], [0, 0, 0], [3, 0, 4]]
    """
    values, gap = finite_array("kernels", kernels, ranks=(4,)), whole_number("gap", gap)
    filters, channels, height, width = values.shape
    wider = np.pad(values, ((0, 0), (0, 0), (0, gap), (0, gap)))
    sheet = wider.swapaxes(1, 2).reshape(filters * (height + gap), channels * (width + gap))
    return sheet[: filters * (height + gap) - gap, : channels * (width + gap) - gap].copy()
