"""Two-dimensional convolution and cross-correlation, step by step and as a matrix.

`cross_correlate2d` slides the kernel as it stands, which is what deep-learning libraries call convolution;
`convolve2d` flips it first, which is what mathematics calls convolution.

Images are (H, W) with kernels (kh, kw), or (C, H, W) with kernels (O, C, kh, kw). Sums of integers are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.geometry import Padding, window_geometry
from convmath.convolution.padding import Pair
from convmath.convolution.windows import Trace, sliding_window
from convmath.core.errors import INT64_MAX, LARGEST_FLOAT, bad, finite_array
from convmath.core.records import settle_whole

LARGEST_MATRIX = 2**26


def flip_kernel(kernel: ArrayLike) -> NDArray[Any]:
    """Return the kernel turned by 180°: rows and columns both reversed.

    Parameters
    ----------
    kernel : array_like, (kh, kw) or (O, C, kh, kw)

    Raises
    ------
    InputError
        If it is not an array of finite numbers of such a shape.

    Examples
    --------
    >>> flip_kernel([[1, 2], [3, 4]]).tolist()
    [[4, 3], [2, 1]]
    """
    return finite_array("kernel", kernel, ranks=(2, 4))[..., ::-1, ::-1].copy()


def cross_correlate2d(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
    padding: Padding = 0,
    padding_mode: str = "zero",
    groups: int = 1,
) -> NDArray[Any]:
    """Slide the kernel over the image as it stands, and sum the products at each position.

    Parameters
    ----------
    image : array_like, (H, W) or (C, H, W)
    kernel : array_like, (kh, kw) or (O, C / groups, kh, kw)
    stride, dilation : int or (int, int), optional
        Steps of the window, and distance between its taps, in pixels along (rows, columns).
    padding : int, (int, int), ((int, int), (int, int)) or {"valid", "same", "full"}, optional
        As in `convmath.convolution.geometry.window_geometry`.
    padding_mode : {"zero", "replicate", "reflect", "circular"}, optional
        As in `pad`.
    groups : int, optional
        Number of groups the channels are split into, each seen by its own share of the kernels.

    Returns
    -------
    ndarray, (H', W') or (O, H', W')
        int64 if image and kernel are integers, else float64.

    Raises
    ------
    InputError
        If an argument is not as described, the shapes do not match, or a sum could leave int64 or float64.

    Examples
    --------
    >>> cross_correlate2d([[0, 0, 0], [0, 1, 0], [0, 0, 0]], [[1, 2], [3, 4]]).tolist()
    [[4, 3], [2, 1]]
    """
    window = sliding_window(
        image,
        kernel,
        stride=stride,
        dilation=dilation,
        padding=padding,
        padding_mode=padding_mode,
        groups=groups,
    )
    return window.output()


def convolve2d(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
    padding: Padding = 0,
    padding_mode: str = "zero",
    groups: int = 1,
) -> NDArray[Any]:
    """Convolve in the mathematical sense: `cross_correlate2d` with the flipped kernel, all else the same.

    Examples
    --------
    >>> convolve2d([[0, 0, 0], [0, 1, 0], [0, 0, 0]], [[1, 2], [3, 4]]).tolist()
    [[1, 2], [3, 4]]
    """
    return cross_correlate2d(
        image,
        flip_kernel(kernel),
        stride=stride,
        dilation=dilation,
        padding=padding,
        padding_mode=padding_mode,
        groups=groups,
    )


def trace(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
    padding: Padding = 0,
    padding_mode: str = "zero",
    groups: int = 1,
) -> Trace:
    """Return every step of `cross_correlate2d` (same arguments, same errors) in raster order.

    For a true convolution give it the flipped kernel.

    Examples
    --------
    >>> steps = trace([[1, 2, 3], [4, 5, 6]], [[1, 0], [0, -1]])
    >>> [(step.position, step.sum) for step in steps]
    [((0, 0), -4), ((0, 1), -4)]
    """
    window = sliding_window(
        image,
        kernel,
        stride=stride,
        dilation=dilation,
        padding=padding,
        padding_mode=padding_mode,
        groups=groups,
    )
    return Trace(window)


def convolution_matrix(
    kernel: ArrayLike,
    input_size: int | Pair,
    *,
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
    padding: Padding = 0,
    padding_mode: str = "zero",
) -> NDArray[Any]:
    """Return the matrix whose product with the flattened image is the flattened `cross_correlate2d`.

    A convolution is a fully connected layer with most weights fixed to zero and the rest shared: this is its matrix.

    Parameters
    ----------
    kernel : array_like, (kh, kw) or (O, C, kh, kw)
    input_size : int or (int, int)
        Rows and columns of the image.
    stride, dilation, padding, padding_mode : optional
        As in `cross_correlate2d`. Where padding repeats pixels, their weights add up.

    Returns
    -------
    ndarray, (H' · W', H · W) or (O · H' · W', C · H · W)

    Raises
    ------
    InputError
        If an argument is not as described, the matrix would have more than 2**26 entries, or repeated pixels' weights
        could add up to more than int64 or float64 holds.

    Examples
    --------
    >>> convolution_matrix([[1, 2]], (1, 3)).tolist()
    [[1, 2, 0], [0, 1, 2]]
    """
    weights = finite_array("kernel", kernel, ranks=(2, 4))
    blocks = weights if weights.ndim == 4 else weights[None, None]
    outputs, channels, kernel_height, kernel_width = blocks.shape
    geometry = window_geometry(
        input_size, (kernel_height, kernel_width), stride=stride, dilation=dilation, padding=padding
    )
    height, width = geometry.input_size
    if outputs * geometry.positions * channels * height * width > LARGEST_MATRIX:
        raise bad("input_size", geometry.input_size, f"a size whose matrix has at most {LARGEST_MATRIX} entries")

    # Slid over the pixels' own numbers, a window tells which pixels it sees. They count from 1: zero padding is 0.
    numbers = np.arange(1, 1 + height * width)
    steps = trace(
        numbers.reshape(height, width),
        np.ones((kernel_height, kernel_width), dtype=int),
        stride=stride,
        dilation=dilation,
        padding=padding,
        padding_mode=padding_mode,
    )
    taps = blocks.reshape(outputs, channels, -1)
    if any(map(any, geometry.padding)) and padding_mode != "zero":
        _refuse_overflow(weights, taps)
    rows = [taps @ (step.patch.reshape(-1, 1) == numbers) for step in steps]
    return np.stack(rows, axis=1).reshape(outputs * geometry.positions, channels * height * width)


def _refuse_overflow(kernel: NDArray[Any], taps: NDArray[Any]) -> None:
    """Refuse weights that wrap round or become infinite where one pixel gets all of them, as in a corner of padding."""
    heaviest = max(sum(map(abs, channel)) for output in taps.tolist() for channel in output)
    if heaviest > (INT64_MAX if kernel.dtype.kind == "i" else LARGEST_FLOAT):
        raise bad("kernel", kernel, "weights whose sum stays within 64 bits, or the range of floats")


@dataclass(frozen=True, slots=True)
class MatrixStatistics:
    """How sparse a matrix is.

    Parameters
    ----------
    shape : (int, int)
        Its rows and columns.
    non_zeros_by_row : tuple of int
        The number of entries other than zero in each row.
    """

    shape: Pair
    non_zeros_by_row: tuple[int, ...]

    def __post_init__(self) -> None:
        settle_whole(self, "shape", "non_zeros_by_row", at_least=0)

    @property
    def entries(self) -> int:
        """Number of entries, zero or not."""
        return self.shape[0] * self.shape[1]

    @property
    def non_zeros(self) -> int:
        """Number of entries other than zero."""
        return sum(self.non_zeros_by_row)

    @property
    def zeros(self) -> int:
        """Number of entries that are zero."""
        return self.entries - self.non_zeros

    @property
    def density(self) -> float:
        """Share of the entries that are not zero, 0..1."""
        return self.non_zeros / self.entries

    @property
    def row_counts(self) -> tuple[int, ...]:
        """The different numbers of non-zeros that rows have, ascending."""
        return tuple(sorted(set(self.non_zeros_by_row)))


def matrix_statistics(matrix: ArrayLike) -> MatrixStatistics:
    """Count the non-zero entries of a matrix, row by row.

    Raises
    ------
    InputError
        If it is not a matrix of finite numbers.

    Examples
    --------
    >>> matrix_statistics(convolution_matrix([[1] * 3] * 3, 4, padding=1)).row_counts
    (4, 6, 9)
    """
    values = finite_array("matrix", matrix)
    height, width = values.shape
    return MatrixStatistics((height, width), tuple(np.count_nonzero(values, axis=1).tolist()))
