"""Transposed convolution: the product with the transpose of a convolution's matrix.

A cross-correlation reads: each output is a sum over a window. Its transpose writes: each value of the image is
multiplied by the whole kernel and added to the outputs below it. So it is what carries errors backwards through a
convolution, and what makes images larger in decoders. It undoes the sizes, not the values.

All sizes are those of the cross-correlation that is transposed: it leads from the output here to the image here. The
formulas are those of V. Dumoulin and F. Visin, *A guide to convolution arithmetic for deep learning*, arXiv:1603.07285,
2016, chapter 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.geometry import Geometry, Padding, window_geometry
from convmath.convolution.padding import Pair
from convmath.convolution.windows import refuse_overflow
from convmath.core.errors import bad, finite_array, whole_number, whole_pair


class Feed(NamedTuple):
    """One use of a pixel: the output unit it feeds and the kernel's tap between them, (row, column) each."""

    unit: Pair
    tap: Pair


def outputs_fed(pixel: Pair, geometry: Geometry) -> tuple[Feed, ...]:
    """Return the outputs that one pixel feeds, unit by unit: a column of the convolution's matrix, without its zeros.

    Parameters
    ----------
    pixel : (int, int)
        Row and column on the image.
    geometry : Geometry
        Where the windows stand.

    Raises
    ------
    InputError
        If there is no such pixel.

    Examples
    --------
    >>> outputs_fed((0, 1), window_geometry((1, 3), (1, 2)))
    (Feed(unit=(0, 0), tap=(0, 1)), Feed(unit=(0, 1), tap=(0, 0)))
    """
    place = whole_pair("pixel", pixel)
    if not geometry.holds(place):
        raise bad("pixel", pixel, "a place on an image of {} by {}".format(*geometry.input_size))
    rows, columns = (_fed_along(axis, place[axis], geometry) for axis in (0, 1))
    return tuple(
        Feed((row, column), (row_tap, column_tap)) for (row, row_tap), (column, column_tap) in product(rows, columns)
    )


def transposed_geometry(
    input_size: int | Pair,
    kernel_size: int | Pair,
    *,
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
    padding: Padding = 0,
    output_padding: int | Pair = 0,
) -> Geometry:
    """Return the cross-correlation that is transposed: its output has the size of the image here, its image ours.

    Parameters
    ----------
    input_size : int or (int, int)
        Rows and columns of the image that is given to the transposed convolution.
    kernel_size, stride, dilation, padding : optional
        As in `convmath.convolution.geometry.window_geometry`; the padding is cut off the output.
    output_padding : int or (int, int), optional
        Rows and columns more at the bottom and the right, fewer than the stride: sizes that a stride rounds down to the
        same output differ by them.

    Returns
    -------
    Geometry
        Its ``input_size`` is the size of the transposed convolution's output, ``stride * (input_size - 1) + span -
        padding + output_padding``.

    Raises
    ------
    InputError
        If an argument is not as described, or nothing is left of the output.

    Examples
    --------
    >>> transposed_geometry(3, 3, stride=2, padding=1, output_padding=1).input_size
    (6, 6)
    """
    given = whole_pair("input_size", input_size, at_least=1)
    kernel, spacing = (
        whole_pair(name, size, at_least=1) for name, size in (("kernel_size", kernel_size), ("dilation", dilation))
    )
    span = (spacing[0] * (kernel[0] - 1) + 1, spacing[1] * (kernel[1] - 1) + 1)
    options: dict[str, Any] = {"stride": stride, "dilation": dilation, "padding": padding}
    alone = window_geometry(span, kernel, **options)
    more = whole_pair("output_padding", output_padding)
    if any(extra >= step for extra, step in zip(more, alone.stride)):
        raise bad("output_padding", output_padding, "less than the stride, {} by {} here".format(*alone.stride))
    height, width = (
        step * (units - 1) + reach - sum(sides) + extra
        for step, units, reach, sides, extra in zip(alone.stride, given, span, alone.padding, more)
    )
    if min(height, width) < 1:
        raise bad("padding", padding, f"so little that the output, {height}×{width} here, has at least one pixel")
    return window_geometry((height, width), kernel, **options)


def transposed_cross_correlate2d(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
    padding: Padding = 0,
    output_padding: int | Pair = 0,
    groups: int = 1,
) -> NDArray[Any]:
    """Return the transposed convolution: the product of the image with the transpose of `convolution_matrix`.

    Deep-learning libraries call it so, though what they transpose is a cross-correlation.

    Parameters
    ----------
    image : array_like, (H, W) or (O, H, W)
    kernel : array_like, (kh, kw) or (O, C / groups, kh, kw)
        The kernel of the cross-correlation that is transposed, from C channels to O.
    stride, dilation, padding, output_padding : optional
        As in `transposed_geometry`.
    groups : int, optional
        Number of groups the channels are split into.

    Returns
    -------
    ndarray, (H', W') or (C, H', W')
        int64 if image and kernel are integers, else float64.

    Raises
    ------
    InputError
        If an argument is not as described, the shapes do not match, or a sum could leave int64 or float64.

    Examples
    --------
    >>> transposed_cross_correlate2d([[1, 0, 2]], [[3, 4]], stride=2).tolist()
    [[3, 4, 0, 0, 6, 8]]
    """
    pixels, weights, planar = _checked(image, kernel)
    count = whole_number("groups", groups, at_least=1)
    if pixels.shape[0] % count:
        raise bad("groups", groups, f"a divisor of the image's channels ({pixels.shape[0]})")
    height, width, kernel_height, kernel_width = *pixels.shape[1:], *weights.shape[2:]
    geometry = transposed_geometry(
        (height, width),
        (kernel_height, kernel_width),
        stride=stride,
        dilation=dilation,
        padding=padding,
        output_padding=output_padding,
    )
    given = pixels.reshape(count, -1, height, width)
    taps = weights.reshape(count, -1, *weights.shape[1:])
    refuse_overflow("image", given, taps.swapaxes(1, 2).reshape(count * weights.shape[1], -1))
    total = np.zeros((count, weights.shape[1], *geometry.padded_size), dtype=np.result_type(given, taps))
    for channel, row, column in product(*map(range, (taps.shape[1], kernel_height, kernel_width))):
        rows, columns = (
            slice(offset, offset + (units - 1) * step + 1, step)
            for offset, units, step in zip(geometry.tap_offset((row, column)), (height, width), geometry.stride)
        )
        total[:, :, rows, columns] += taps[:, channel, :, row, column, None, None] * given[:, channel, None]
    ((top, _), (left, _)), (rows_out, columns_out) = geometry.padding, geometry.input_size
    output = total[:, :, top : top + rows_out, left : left + columns_out]
    return output[0, 0].copy() if planar else output.reshape(-1, rows_out, columns_out)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stamp:
    """What one value of the image does in a transposed convolution: the kernel times it, laid on the output.

    Parameters
    ----------
    position : (int, int)
        The value's place in the image, (row, column).
    value : int or float
    rows, cols : tuple of int
        The output's rows and columns below the kernel's taps; those outside the output are cut off.
    inside : ndarray of bool, (kh, kw)
        Which taps fall on the output.
    products : ndarray, (kh, kw)
        The kernel times the value.
    """

    position: Pair
    value: int | float
    rows: tuple[int, ...]
    cols: tuple[int, ...]
    inside: NDArray[np.bool_]
    products: NDArray[Any]


def stamps(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
    padding: Padding = 0,
    output_padding: int | Pair = 0,
) -> tuple[Stamp, ...]:
    """Return every step of a transposed convolution of one channel, in raster order; added up they are its output.

    Parameters
    ----------
    image : array_like, (H, W)
    kernel : array_like, (kh, kw)
    stride, dilation, padding, output_padding : optional
        As in `transposed_geometry`.

    Raises
    ------
    InputError
        As in `transposed_cross_correlate2d`.

    Examples
    --------
    >>> [(step.cols, step.products.tolist()) for step in stamps([[1, 2]], [[3, 4]], stride=2)]
    [((0, 1), [[3, 4]]), ((2, 3), [[6, 8]])]
    """
    pixels, weights = finite_array("image", image), finite_array("kernel", kernel)
    refuse_overflow("image", pixels, weights[None])
    (height, width), (kernel_height, kernel_width) = pixels.shape, weights.shape
    geometry = transposed_geometry(
        (height, width),
        (kernel_height, kernel_width),
        stride=stride,
        dilation=dilation,
        padding=padding,
        output_padding=output_padding,
    )
    steps = []
    for row, column in np.ndindex(height, width):
        rows, cols = geometry.axis_taps(0, row), geometry.axis_taps(1, column)
        steps.append(
            Stamp(
                position=(row, column),
                value=pixels[row, column].item(),
                rows=rows,
                cols=cols,
                inside=np.array([[geometry.holds((there, across)) for across in cols] for there in rows]),
                products=weights * pixels[row, column],
            )
        )
    return tuple(steps)


def _fed_along(axis: int, place: int, geometry: Geometry) -> list[Pair]:
    """Return, along one axis, each unit that taps a place of the image, with the number of the tap."""
    return [
        (unit, tap)
        for unit in range(geometry.output_size[axis])
        for tap, tapped in enumerate(geometry.axis_taps(axis, unit))
        if tapped == place
    ]


def _checked(image: ArrayLike, kernel: ArrayLike) -> tuple[NDArray[Any], NDArray[Any], bool]:
    """Return image and kernel with their channels, and whether they came without."""
    pixels, weights = finite_array("image", image, ranks=(2, 3)), finite_array("kernel", kernel, ranks=(2, 4))
    planar = pixels.ndim == 2
    if planar != (weights.ndim == 2):
        raise bad("kernel", weights, "(kh, kw) for an (H, W) image, (O, C / groups, kh, kw) for an (O, H, W) image")
    if planar:
        return pixels[None], weights[None, None], True
    if weights.shape[0] != pixels.shape[0]:
        raise bad("kernel", weights, f"one kernel for each of the image's {pixels.shape[0]} channels")
    return pixels, weights, False
