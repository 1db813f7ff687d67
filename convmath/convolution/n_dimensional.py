"""Cross-correlation and convolution in one, two or three dimensions: a signal, an image, a stack of frames.

It is one window in all of them: as many taps along each axis as the kernel is long, so k, k² or k³ weights. Arrays have
no channels here; for two dimensions the results are those of `convmath.convolution.cross_correlation`.
"""

from __future__ import annotations

from itertools import product
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.geometry import PADDING_NAMES, PaddingName
from convmath.convolution.padding import NUMPY_MODES, PADDING_MODES, Pair
from convmath.convolution.windows import refuse_overflow
from convmath.core.errors import bad, finite_array, one_of, whole_number

Along: TypeAlias = int | tuple[int, ...]
"""One number for all axes, or one for each."""

AxesPadding: TypeAlias = int | tuple[int | Pair, ...] | PaddingName
"""The padding of all axes, or for each axis that on both sides, or that before and after it; or its name."""

DIMENSIONS = (1, 2, 3)


def cross_correlate_nd(
    signal: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: Along = 1,
    dilation: Along = 1,
    padding: AxesPadding = 0,
    padding_mode: str = "zero",
) -> NDArray[Any]:
    """Slide the kernel over the signal as it stands, along all axes, and sum the products at each position.

    Parameters
    ----------
    signal : array_like, (N,), (H, W) or (T, H, W)
    kernel : array_like, of as many dimensions
    stride, dilation : int or tuple of int, optional
        Steps of the window, and distance between its taps, in samples: along all axes, or along each.
    padding : int, tuple or {"valid", "same", "full"}, optional
        Samples added: on both sides of all axes, or for each axis a number or a pair (before, after). The names mean
        what they do in `convmath.convolution.geometry.window_geometry`.
    padding_mode : {"zero", "replicate", "reflect", "circular"}, optional
        As in `convmath.convolution.padding.pad`.

    Returns
    -------
    ndarray, of as many dimensions
        int64 if signal and kernel are integers, else float64.

    Raises
    ------
    InputError
        If an argument is not as described, the kernel does not fit, or a sum could leave int64 or float64.

    Examples
    --------
    >>> cross_correlate_nd([1, 2, 4, 8], [-1, 1]).tolist()
    [1, 2, 4]
    >>> cross_correlate_nd(np.ones((3, 4, 5), dtype=int), np.ones((3, 3, 3), dtype=int)).tolist()
    [[[27, 27, 27], [27, 27, 27]]]
    """
    values = finite_array("signal", signal, ranks=DIMENSIONS)
    weights = finite_array("kernel", kernel, ranks=DIMENSIONS)
    if weights.ndim != values.ndim:
        raise bad("kernel", weights, f"an array of {values.ndim} dimension(s), as the signal")
    steps, spacing = _along("stride", stride, values.ndim), _along("dilation", dilation, values.ndim)
    growth = tuple(gap * (length - 1) for gap, length in zip(spacing, weights.shape))
    padded = _padded(values, _sides(padding, growth, steps), padding, padding_mode)
    if any(reach >= size for reach, size in zip(growth, padded.shape)):
        spans, room = tuple(reach + 1 for reach in growth), padded.shape
        raise bad("kernel", weights, f"a kernel whose span, {spans} here, fits the padded signal of {room}")
    refuse_overflow("signal", values, weights[None])
    sizes = [(size - reach - 1) // step + 1 for size, reach, step in zip(padded.shape, growth, steps)]
    total = np.zeros(sizes, dtype=np.result_type(values, weights))
    for tap in product(*map(range, weights.shape)):
        window = tuple(
            slice(gap * place, gap * place + (units - 1) * step + 1, step)
            for gap, place, units, step in zip(spacing, tap, sizes, steps)
        )
        total += weights[tap] * padded[window]
    return total


def convolve_nd(
    signal: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: Along = 1,
    dilation: Along = 1,
    padding: AxesPadding = 0,
    padding_mode: str = "zero",
) -> NDArray[Any]:
    """Convolve in the mathematical sense: `cross_correlate_nd` with the kernel flipped along all axes.

    Examples
    --------
    >>> convolve_nd([0, 1, 0], [1, 2, 3], padding="same").tolist()
    [1, 2, 3]
    """
    return cross_correlate_nd(
        signal,
        np.flip(finite_array("kernel", kernel, ranks=DIMENSIONS)),
        stride=stride,
        dilation=dilation,
        padding=padding,
        padding_mode=padding_mode,
    )


def kernel_weights(side: int, dimensions: int) -> int:
    """Return the number of weights of a kernel that is as long along each axis: ``side ** dimensions``.

    Raises
    ------
    InputError
        If a number is not an integer of at least 1.

    Examples
    --------
    >>> [kernel_weights(3, dimensions) for dimensions in (1, 2, 3)]
    [3, 9, 27]
    """
    length = whole_number("side", side, at_least=1)
    return int(length ** whole_number("dimensions", dimensions, at_least=1))


def _along(argument: str, value: Along, axes: int) -> tuple[int, ...]:
    each = tuple(value) if isinstance(value, tuple | list) else (value,) * axes
    if len(each) != axes:
        raise bad(argument, value, f"an integer of at least 1, or one for each of {axes} axes")
    return tuple(whole_number(argument, item, at_least=1) for item in each)


def _sides(padding: AxesPadding, growth: tuple[int, ...], steps: tuple[int, ...]) -> list[Pair]:
    """Return the samples to add before and after each axis."""
    if isinstance(padding, str):
        name = one_of("padding", padding, PADDING_NAMES)
        if name == "same" and set(steps) != {1}:
            raise bad("padding", padding, f"a number where the stride, {steps} here, is not 1")
        before_and_after = {
            "valid": [(0, 0)] * len(growth),
            "same": [(reach // 2, reach - reach // 2) for reach in growth],
            "full": [(reach, reach) for reach in growth],
        }
        return before_and_after[name]
    each = tuple(padding) if isinstance(padding, tuple | list) else (padding,) * len(growth)
    pairs = [item if isinstance(item, tuple | list) else (item, item) for item in each]
    if len(pairs) != len(growth) or any(len(pair) != 2 for pair in pairs):
        allowed = f"an integer of at least 0, or for each of {len(growth)} axes one or a pair (before, after)"
        raise bad("padding", padding, allowed)
    return [(whole_number("padding", before), whole_number("padding", after)) for before, after in pairs]


def _padded(values: NDArray[Any], sides: list[Pair], padding: AxesPadding, padding_mode: str) -> NDArray[Any]:
    mode = NUMPY_MODES[one_of("padding_mode", padding_mode, PADDING_MODES)]
    if padding_mode in ("reflect", "circular"):
        most = tuple(size - (padding_mode == "reflect") for size in values.shape)
        if any(max(pair) > limit for pair, limit in zip(sides, most)):
            raise bad("padding", padding, f"at most {most} samples along the axes with mode {padding_mode!r}")
    return np.pad(values, sides, mode=mode)
