"""The Sobel kernel at other sizes than 3 × 3."""

from __future__ import annotations

import numpy as np

from convmath.convolution.filters import DIFFERENCE, SeparableKernel
from convmath.core.errors import bad, whole_number

_LARGEST = 31
"""Of larger ones the weights' products leave 64 bits."""


def wide_sobel_x(size: int) -> SeparableKernel:
    """Return the kernel of Gx on a window of `size` × `size`: binomial smoothing times its difference.

    The column is a row of Pascal's triangle; the row is one two shorter, convolved with the central difference. At 3
    that is Sobel's own kernel, at larger sizes the one of OpenCV's `getDerivKernels`.

    Parameters
    ----------
    size : int
        Odd, from 3 to 31.

    Raises
    ------
    InputError
        If it is not such an integer.

    Examples
    --------
    >>> wide_sobel_x(3).matrix.tolist()
    [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    >>> wide_sobel_x(5).column, wide_sobel_x(5).row
    ((1, 4, 6, 4, 1), (-1, -2, 0, 2, 1))
    """
    side = whole_number("size", size, at_least=3)
    if side % 2 == 0 or side > _LARGEST:
        raise bad("size", size, f"an odd integer from 3 to {_LARGEST}")
    return SeparableKernel(column=_pascal(side), row=tuple(np.convolve(_pascal(side - 2), DIFFERENCE).tolist()))


def _pascal(length: int) -> tuple[int, ...]:
    row = np.array([1])
    for _ in range(length - 1):
        row = np.convolve(row, (1, 1))
    return tuple(row.tolist())
