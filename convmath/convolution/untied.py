"""A locally connected layer: windows as those of a convolution, but at every place weights of their own.

It is what a convolution is before its weights are tied, and shows what tying is for: as it does something else at every
place, its output does not move along with the image.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.equivariance import Commuting, shift
from convmath.convolution.padding import Pair, pad
from convmath.core.errors import bad, finite_array, stays_finite, whole_number, whole_pair

Maps = NDArray[np.float64]


def own_weights(size: int | Pair, kernel: int, *, seed: int) -> NDArray[np.float64]:
    """Return weights for every place of an image, each drawn from the standard normal distribution.

    Parameters
    ----------
    size : int or (int, int)
        Rows and columns of the image.
    kernel : int
        Rows and columns of a window, odd.
    seed : int
        Of NumPy's `default_rng`.

    Returns
    -------
    ndarray of shape (H, W, kernel, kernel)

    Raises
    ------
    InputError
        If a size is not an integer of at least 1, the kernel even, or the seed below 0.

    Examples
    --------
    >>> own_weights((2, 3), 3, seed=0).shape
    (2, 3, 3, 3)
    """
    rows, columns = whole_pair("size", size, at_least=1)
    side = whole_number("kernel", kernel, at_least=1)
    if side % 2 == 0:
        raise bad("kernel", kernel, "an odd integer, so that a window has a middle")
    return np.random.default_rng(whole_number("seed", seed)).standard_normal((rows, columns, side, side))


def locally_connect2d(image: ArrayLike, weights: ArrayLike, *, padding_mode: str = "circular") -> Maps:
    """Return the sum of products at every place, each with the weights of that place.

    Parameters
    ----------
    image : array_like, (H, W)
    weights : array_like, (H, W, kh, kw)
        With odd kh and kw.
    padding_mode : {"circular", "zero", "replicate", "reflect"}, optional
        What lies beyond the border, as in `convmath.convolution.padding.pad`.

    Returns
    -------
    ndarray of shape (H, W)

    Raises
    ------
    InputError
        If the shapes do not match, a side of the windows is even, or a sum leaves the range of floats.

    Examples
    --------
    >>> image = [[1, 2], [3, 4]]
    >>> locally_connect2d(image, [[[[1]], [[10]]], [[[100]], [[1000]]]]).tolist()
    [[1.0, 20.0], [300.0, 4000.0]]
    """
    pixels = finite_array("image", image).astype(np.float64)
    own = finite_array("weights", weights, ranks=(4,)).astype(np.float64)
    if own.shape[:2] != pixels.shape or any(side % 2 == 0 for side in own.shape[2:]):
        raise bad("weights", own, "an odd window of weights for each of the {} × {} pixels".format(*pixels.shape))
    reach = own.shape[2] // 2, own.shape[3] // 2
    windows = sliding_window_view(pad(pixels, reach, padding_mode=padding_mode), own.shape[2:])
    with np.errstate(over="ignore", invalid="ignore"):
        sums: Maps = (windows * own).sum(axis=(2, 3))
    stays_finite("weights", "what was given", float(np.abs(sums).max()))
    return sums


def commute_untied(image: ArrayLike, weights: ArrayLike, by: Pair) -> Commuting:
    """Return the layer's output for the shifted image, beside its shifted output, on a circle.

    Parameters
    ----------
    image, weights : array_like
        As for `locally_connect2d`.
    by : (int, int)
        Rows and columns, as for `convmath.convolution.equivariance.shift`.

    Raises
    ------
    InputError
        If an argument is not as described.

    Examples
    --------
    >>> commute_untied([[1, 2], [3, 4]], [[[[1]], [[10]]], [[[100]], [[1000]]]], (0, 1)).agreeing_outputs
    0
    """
    rows, columns = (whole_number("by", part, at_least=None) for part in by)
    first = locally_connect2d(shift(image, rows, columns), weights)
    last = shift(locally_connect2d(image, weights), rows, columns)
    return Commuting(first, last, (rows, columns), (float(rows), float(columns)))
