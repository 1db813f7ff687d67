"""Kernels built from their factors, by name or from text.

Convention: kernels are written for cross-correlation (`convmath.convolution.cross_correlation.cross_correlate2d`), with
rows running downwards and columns to the right. So Gx, the response to an ``_x`` kernel, is positive where brightness
increases to the right, and Gy, to a ``_y`` kernel, where it increases downwards. True convolution with the same matrix
flips both signs.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convmath.convolution.gabor import Gabor
from convmath.convolution.kernel_text import parse_kernel
from convmath.core.errors import INT64_MAX, LARGEST_FLOAT, bad, finite_array, one_of, real_number, whole_number
from convmath.core.records import settle

Kernel = NDArray[Any]
Factor = tuple[int, ...] | tuple[float, ...]
LARGEST_SIDE = 9_999
WIDEST = LARGEST_SIDE // 6
"""The largest standard deviation of which three fit on either side."""


@dataclass(frozen=True, slots=True)
class SeparableKernel:
    """A kernel that is a column times a row, so that two one-dimensional passes do the work of the whole.

    Parameters
    ----------
    column, row : tuple of int or float
        The factors: the vertical and the horizontal pass.

    Raises
    ------
    InputError
        If a factor is empty or holds anything but finite numbers, or products of the two leave int64 or float64.

    Examples
    --------
    >>> SeparableKernel(column=(1, 2, 1), row=(-1, 0, 1)).matrix.tolist()
    [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    """

    column: Factor
    row: Factor

    def __post_init__(self) -> None:
        for name in ("column", "row"):
            factor = finite_array(name, getattr(self, name), ranks=(1,))
            settle(self, **{name: tuple(factor.tolist())})
        largest = max(map(abs, self.column)) * max(map(abs, self.row))
        if largest > (INT64_MAX if isinstance(largest, int) else LARGEST_FLOAT):
            raise bad("row", self.row, "numbers whose products with the column's stay within 64 bits, or are finite")

    @property
    def matrix(self) -> Kernel:
        """The whole kernel, shape (len(column), len(row))."""
        return np.outer(self.column, self.row)

    @property
    def column_matrix(self) -> Kernel:
        """The column as a kernel of shape (len(column), 1), for the vertical pass."""
        return np.array(self.column)[:, None]

    @property
    def row_matrix(self) -> Kernel:
        """The row as a kernel of shape (1, len(row)), for the horizontal pass."""
        return np.array(self.row)[None, :]


DIFFERENCE = (-1, 0, 1)
"""The central difference: the right neighbour minus the left."""
SMOOTHING: dict[str, tuple[int, ...]] = {"sobel": (1, 2, 1), "prewitt": (1, 1, 1), "scharr": (3, 10, 3)}
"""The smoothing across the edge that tells the gradient operators apart.

Sobel: I. Sobel and G. Feldman, A 3×3 isotropic gradient operator for image processing, talk at the Stanford Artificial
Intelligence Project, 1968. Prewitt: J. M. S. Prewitt, Object enhancement and extraction, in Picture Processing and
Psychopictorics, Academic Press, 1970. Scharr: H. Scharr, Optimale Operatoren in der Digitalen Bildverarbeitung, thesis,
Heidelberg, 2000.
"""


def gradient_operators() -> tuple[str, ...]:
    """Return the names of the gradient operators, each of which has an ``_x`` and a ``_y`` kernel."""
    return tuple(SMOOTHING)


def gradient_x(operator: str = "sobel") -> SeparableKernel:
    """Return the kernel of Gx: smoothing down the column, difference along the row.

    Raises
    ------
    InputError
        If `operator` is not one of `gradient_operators`.

    Examples
    --------
    >>> gradient_x("sobel").matrix.tolist()
    [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    """
    return SeparableKernel(column=SMOOTHING[one_of("operator", operator, SMOOTHING)], row=DIFFERENCE)


def gradient_y(operator: str = "sobel") -> SeparableKernel:
    """Return the kernel of Gy: difference down the column, smoothing along the row.

    Raises
    ------
    InputError
        If `operator` is not one of `gradient_operators`.

    Examples
    --------
    >>> gradient_y("prewitt").matrix.tolist()
    [[-1, -1, -1], [0, 0, 0], [1, 1, 1]]
    """
    return SeparableKernel(column=DIFFERENCE, row=SMOOTHING[one_of("operator", operator, SMOOTHING)])


def gaussian(sigma: float, *, size: int | None = None) -> SeparableKernel:
    """Return a Gaussian sampled at the pixel centres, scaled to sum to 1.

    Parameters
    ----------
    sigma : float
        The standard deviation in pixels, above 0 and at most 1,666.
    size : int, optional
        The side, odd; by default wide enough to reach 3 standard deviations on either side.

    Raises
    ------
    InputError
        If `sigma` is not above 0 and at most 1,666, or `size` not an odd integer from 1 to 9,999.
    """
    deviation = real_number("sigma", sigma, at_most=WIDEST)
    if deviation <= 0:
        raise bad("sigma", sigma, f"a number above 0, at most {WIDEST}")
    size = 2 * math.ceil(3 * deviation) + 1 if size is None else _odd("size", size)
    with np.errstate(over="ignore"):  # what lies infinitely many deviations away weighs nothing
        weights = np.exp(-0.5 * ((np.arange(size) - size // 2) / deviation) ** 2)
    factor = tuple((weights / weights.sum()).tolist())
    return SeparableKernel(column=factor, row=factor)


def binomial(size: int = 3) -> SeparableKernel:
    """Return a row of Pascal's triangle times itself, scaled to sum to 1: the small Gaussian.

    Raises
    ------
    InputError
        If `size` is not an odd integer from 1 to 9,999.

    Examples
    --------
    >>> (16 * binomial(3).matrix).tolist()
    [[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]
    """
    size = _odd("size", size)
    order = size - 1
    factor = tuple(math.comb(order, i) / 2**order for i in range(size))
    return SeparableKernel(column=factor, row=factor)


def box(size: int = 3) -> SeparableKernel:
    """Return the mean over `size` × `size` pixels.

    Raises
    ------
    InputError
        If `size` is not an odd integer from 1 to 9,999.
    """
    size = _odd("size", size)
    factor = (1 / size,) * size
    return SeparableKernel(column=factor, row=factor)


def identity(size: int = 3) -> SeparableKernel:
    """Return the kernel that leaves an image as it is: a 1 in the middle of zeros.

    Raises
    ------
    InputError
        If `size` is not an odd integer from 1 to 9,999.
    """
    size = _odd("size", size)
    factor = tuple(int(i == size // 2) for i in range(size))
    return SeparableKernel(column=factor, row=factor)


def laplacian() -> Kernel:
    """Return the sum of the second differences along the rows and down the columns.

    Examples
    --------
    >>> laplacian().tolist()
    [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
    """
    second = np.convolve((1, -1), (1, -1))
    keep = identity(3).column
    return np.outer(keep, second) + np.outer(second, keep)


def sharpen() -> Kernel:
    """Return the identity minus the Laplacian: the image with its local differences exaggerated.

    Examples
    --------
    >>> sharpen().tolist()
    [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
    """
    return identity(3).matrix - laplacian()


_SEPARABLE: dict[str, Callable[[], SeparableKernel]] = {
    "sobel_x": lambda: gradient_x("sobel"),
    "sobel_y": lambda: gradient_y("sobel"),
    "prewitt_x": lambda: gradient_x("prewitt"),
    "prewitt_y": lambda: gradient_y("prewitt"),
    "scharr_x": lambda: gradient_x("scharr"),
    "scharr_y": lambda: gradient_y("scharr"),
    "binomial": binomial,
    "gaussian": lambda: gaussian(1.0, size=5),
    "box": box,
    "identity": identity,
}
_WHOLE: dict[str, Callable[[], Kernel]] = {
    "laplacian": laplacian,
    "sharpen": sharpen,
    "gabor": lambda: Gabor(size=5, wavelength=4).matrix,
}


def kernel_names() -> tuple[str, ...]:
    """Return the names that `kernel_by_name` knows."""
    return (*_SEPARABLE, *_WHOLE)


def kernel_by_name(name: str) -> Kernel:
    """Return the kernel called `name`, for cross-correlation.

    Raises
    ------
    InputError
        If the name is not one of `kernel_names`.

    Examples
    --------
    >>> kernel_by_name("sobel_y").tolist()
    [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    """
    one_of("name", name, kernel_names())
    return _SEPARABLE[name]().matrix if name in _SEPARABLE else _WHOLE[name]()


def factors_by_name(name: str) -> SeparableKernel:
    """Return the two factors of the kernel called `name`.

    Raises
    ------
    InputError
        If the name is unknown, or the kernel is not a column times a row.

    Examples
    --------
    >>> factors_by_name("sobel_x").column, factors_by_name("sobel_x").row
    ((1, 2, 1), (-1, 0, 1))
    """
    return _SEPARABLE[one_of("name", name, _SEPARABLE)]()


def kernel_from(text: str) -> Kernel:
    """Return the kernel that a user asked for: a name of `kernel_names`, or rows of numbers as in `parse_kernel`.

    Raises
    ------
    InputError
        If `text` is neither; a misspelt name gets the nearest one suggested.

    Examples
    --------
    >>> kernel_from("laplacian").tolist() == kernel_from("0 1 0; 1 -4 1; 0 1 0").tolist()
    True
    """
    if text in kernel_names():
        return kernel_by_name(text)
    if re.search(r"[^\W\d]", text):  # a letter: meant as a name
        near = difflib.get_close_matches(text, kernel_names(), n=1)
        suggestion = f" (did you mean {near[0]!r}?)" if near else ""
        raise bad("kernel", text, f"one of {', '.join(kernel_names())}, or rows of numbers{suggestion}")
    return parse_kernel(text)


def _odd(argument: str, value: int) -> int:
    number = whole_number(argument, value, at_least=1)
    if number % 2 == 0 or number > LARGEST_SIDE:
        raise bad(argument, value, f"an odd integer up to {LARGEST_SIDE}, so that the kernel has a middle")
    return number
