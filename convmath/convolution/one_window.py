"""The same window in one, two and three dimensions: what smooths a signal, finds an edge, or sees motion.

All kernels here are made of two factors of one odd length: a mean (or a sum) of the samples, and a difference of those
behind the middle and those before it, each taken as often as it is far from the middle. That difference is the slope of
the straight line that fits the samples best, but for a factor: A. Savitzky and M. J. E. Golay, *Smoothing and
differentiation of data by simplified least squares procedures*, Analytical Chemistry 36(8):1627-1639, 1964,
doi:10.1021/ac60214a047. With three taps the edge kernel is Prewitt's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.motion import DIRECTIONS
from convmath.convolution.n_dimensional import DIMENSIONS, cross_correlate_nd
from convmath.core.errors import bad, finite_array, one_of, whole_number

LONGEST_WINDOW = 99
"""Taps along an axis, at most."""

_LEFT_OVER = 1e-12
"""Up to this share of the terms' sizes a sum is nothing but what rounding leaves."""


def mean_weights(side: int) -> NDArray[np.float64]:
    """Return the weights of a mean of `side` samples, shape (side,).

    Raises
    ------
    InputError
        If `side` is not an odd integer from 3 to 99.

    Examples
    --------
    >>> mean_weights(5).tolist()
    [0.2, 0.2, 0.2, 0.2, 0.2]
    """
    length = _odd_side(side)
    return np.full(length, 1 / length)


def slope_weights(side: int) -> NDArray[np.int64]:
    """Return each tap's distance from the middle, shape (side,): the samples' slope, times the sum of its squares.

    Raises
    ------
    InputError
        If `side` is not an odd integer from 3 to 99.

    Examples
    --------
    >>> slope_weights(3).tolist(), slope_weights(5).tolist()
    ([-1, 0, 1], [-2, -1, 0, 1, 2])
    """
    length = _odd_side(side)
    return np.arange(length, dtype=np.int64) - length // 2


def edge_weights(side: int) -> NDArray[np.int64]:
    """Return the slope along the rows, summed down the columns, shape (side, side).

    Raises
    ------
    InputError
        If `side` is not an odd integer from 3 to 99.

    Examples
    --------
    >>> edge_weights(3).tolist()
    [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]
    """
    slope = slope_weights(side)
    return np.outer(np.ones_like(slope), slope)


def one_way_weights(direction: str, side: int) -> NDArray[np.int64]:
    """Return a kernel that answers to what moves one way and is blind to what moves against it, (side, side, side).

    It is the slope in time, summed along the motion, minus or plus the slope along the motion, summed in time, as
    `convmath.convolution.motion.one_way_kernel` is with three frames.

    Parameters
    ----------
    direction : {"right", "left", "down", "up"}
    side : int
        Frames, rows and columns, an odd number from 3 to 99.

    Raises
    ------
    InputError
        If an argument is not as described.

    Examples
    --------
    >>> one_way_weights("right", 3).sum(axis=1).tolist()
    [[0, -3, -6], [3, 0, -3], [6, 3, 0]]
    """
    one_of("direction", direction, DIRECTIONS)
    slope = slope_weights(side)
    ones = np.ones_like(slope)
    change, edge = np.multiply.outer(slope, ones), np.multiply.outer(ones, slope)
    plane = change - edge if direction in ("right", "down") else change + edge
    across = plane[:, None, :] if direction in ("right", "left") else plane[:, :, None]
    return across.repeat(len(slope), axis=1 if direction in ("right", "left") else 2)


@dataclass(frozen=True, slots=True, eq=False)
class ImageRow:
    """A row of an image as a signal.

    Parameters
    ----------
    number : int
        Which row it is, from 0 at the top.
    samples : ndarray, (W,)
    """

    number: int
    samples: NDArray[Any]


def image_row(image: ArrayLike, number: int) -> ImageRow:
    """Return a row of an image, shape (H, W).

    Raises
    ------
    InputError
        If the image is not as described, or has no such row.

    Examples
    --------
    >>> image_row([[1, 2], [3, 4]], 1).samples.tolist()
    [3, 4]
    """
    values = finite_array("image", image, ranks=(2,))
    row = whole_number("number", number)
    if row >= len(values):
        raise bad("number", number, f"an integer from 0 to {len(values) - 1}")
    return ImageRow(row, values[row].copy())


@dataclass(frozen=True, slots=True, eq=False)
class KernelAnswers:
    """A signal, a kernel of as many dimensions, and what the kernel answers wherever it lies within the signal.

    Parameters
    ----------
    signal, kernel, answers : ndarray
        Of one, two or three dimensions.
    """

    signal: NDArray[Any]
    kernel: NDArray[Any]
    answers: NDArray[Any]

    @property
    def products(self) -> int:
        """How many products are added up at each place: the number of the kernel's weights."""
        return int(self.kernel.size)

    @property
    def places(self) -> int:
        """At how many places the kernel lies within the signal."""
        return int(self.answers.size)

    @property
    def strongest(self) -> tuple[int, ...]:
        """Where the answer is largest in size, as an index of the answers.

        Of equals a positive one is taken, of these the one nearest the middle, then the first in raster order.
        """
        sizes = np.abs(self.answers)
        equals = sizes >= sizes.max() * (1 - _LEFT_OVER)
        positive = equals & (self.answers > 0)
        places = np.argwhere(positive if positive.any() else equals)
        from_middle = ((2 * places - np.array(sizes.shape) + 1) ** 2).sum(axis=1)
        return tuple(int(index) for index in places[int(np.argmin(from_middle))])

    @property
    def at_strongest(self) -> int | float:
        """The answer there."""
        return self._python(self.answers[self.strongest])

    @property
    def level(self) -> bool:
        """Whether all answers are the same, rounding aside."""
        spread = float(self.answers.max()) - float(self.answers.min())
        return bool(spread <= 1e-9 * float(np.abs(self.answers).max()))

    @property
    def lowest(self) -> int | float:
        """The smallest answer."""
        return self._python(self.answers.min())

    @property
    def highest(self) -> int | float:
        """The largest answer."""
        return self._python(self.answers.max())

    @staticmethod
    def _python(number: Any) -> int | float:
        value: int | float = number.item()
        return value


def kernel_answers(signal: ArrayLike, kernel: ArrayLike) -> KernelAnswers:
    """Slide a kernel over a signal of as many dimensions, without padding.

    Of sums that are not whole, what rounding alone leaves of 0 is 0.

    Parameters
    ----------
    signal : array_like, (N,), (H, W) or (T, H, W)
    kernel : array_like, of as many dimensions

    Raises
    ------
    InputError
        If an argument is not as described, the kernel does not fit, or a sum could leave int64 or float64.

    Examples
    --------
    >>> found = kernel_answers([1, 2, 4, 8, 8], slope_weights(3))
    >>> found.answers.tolist(), found.strongest, found.at_strongest
    ([3, 6, 4], (1,), 6)
    """
    values = finite_array("signal", signal, ranks=DIMENSIONS).copy()
    weights = finite_array("kernel", kernel, ranks=DIMENSIONS).copy()
    answers = cross_correlate_nd(values, weights)
    if answers.dtype.kind == "f":
        terms = cross_correlate_nd(np.abs(values), np.abs(weights))
        answers = np.where(np.abs(answers) <= _LEFT_OVER * terms, 0.0, answers)
    return KernelAnswers(values, weights, answers)


def _odd_side(side: int) -> int:
    length = whole_number("side", side, at_least=3)
    if length % 2 == 0 or length > LONGEST_WINDOW:
        raise bad("side", side, f"an odd integer from 3 to {LONGEST_WINDOW}")
    return length
