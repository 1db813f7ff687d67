"""How often a layer's weights are used where every place has its own, and where all places share them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convmath.convolution.geometry import Padding, window_geometry
from convmath.convolution.padding import Pair
from convmath.core.errors import one_of, whole_number
from convmath.networks.wiring import KINDS


def tap_uses(input_size: int | Pair, kernel: int | Pair, *, padding: Padding = "same") -> NDArray[np.int64]:
    """Return how many pixels each weight of a shared kernel meets, one channel to one channel, at stride 1.

    A tap that falls on padding is no use.

    Parameters
    ----------
    input_size, kernel : int or (int, int)
        Rows and columns of the image, and of the kernel.
    padding : int, pair or str, optional
        As for `convmath.convolution.geometry.window_geometry`.

    Returns
    -------
    ndarray of shape (kh, kw)
        Its sum is the number of connections within the image.

    Raises
    ------
    InputError
        If a size is not as described, or the kernel does not fit.

    Examples
    --------
    >>> tap_uses(224, 3).tolist()
    [[49729, 49952, 49729], [49952, 50176, 49952], [49729, 49952, 49729]]
    """
    geometry = window_geometry(input_size, kernel, padding=padding)
    along = []
    for axis, size in enumerate(geometry.input_size):
        taps = np.array([geometry.axis_taps(axis, unit) for unit in range(geometry.output_size[axis])])
        along.append(((taps >= 0) & (taps < size)).sum(axis=0))
    return np.outer(*along)


def weight_uses(kind: str, side: int, *, kernel: int) -> tuple[int, ...]:
    """Return the fewest and the most connections that use a weight, or the one number that all have.

    The layer is as in `convmath.networks.growth.LayerGrowth`: one channel, "same" padding.

    Parameters
    ----------
    kind : {"dense", "locally connected", "convolutional"}
        In the first two every connection has a weight of its own.
    side, kernel : int
        Of the image and of the kernel, both square.

    Raises
    ------
    InputError
        If the kind is unknown, or a side not an integer of at least 1.

    Examples
    --------
    >>> [weight_uses(kind, 224, kernel=3) for kind in KINDS]
    [(1,), (1,), (49729, 50176)]
    """
    one_of("kind", kind, KINDS)
    size = whole_number("side", side, at_least=1), whole_number("kernel", kernel, at_least=1)
    if kind != "convolutional":
        return (1,)
    used = [uses for uses in tap_uses(*size).ravel().tolist() if uses]
    return tuple(sorted({min(used), max(used)}))
