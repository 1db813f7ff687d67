"""What the rounding errors of floats leave where a sum of products is 0."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import finite_array
from convmath.core.numerals import is_leftover


def settled(output: ArrayLike, image: ArrayLike, kernel: ArrayLike) -> NDArray[Any]:
    """Return sums of pixels times weights with 0 for each that is only what rounding errors left.

    Parameters
    ----------
    output : array
        The sums; whole ones have no rounding errors and come back as they are.
    image, kernel : array
        What was multiplied: against their largest product a leftover is tiny.

    Raises
    ------
    InputError
        If one of them is empty or not finite.

    Examples
    --------
    >>> settled([[1e6 * 0.1 + 1e6 * 0.2 - 1e6 * 0.3, 0.25]], [[1e6]], [[0.1, 0.2, -0.3]]).tolist()
    [[0.0, 0.25]]
    """
    sums, pixels, weights = (
        finite_array(name, values) for name, values in (("output", output), ("image", image), ("kernel", kernel))
    )
    if not np.issubdtype(sums.dtype, np.floating):
        return sums
    among = float(np.abs(pixels).max()) * float(np.abs(weights).max())
    left_over = np.vectorize(partial(is_leftover, among=among), otypes=[bool])(sums)
    return np.where(left_over, 0.0, sums)
