"""Colour photographs as three planes of whole numbers: how much red, green and blue each pixel has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convmath.core.errors import one_of
from convmath.images.photographs import LUMA, photograph_path
from convmath.images.resampling import fit, quantise

COLOURS = ("red", "green", "blue")
"""The planes in their order."""

_IN_COLOUR = ("astronaut", "cat", "coffee", "rocket")


def colour_photograph_names() -> tuple[str, ...]:
    """Return the names that `colour_planes` knows: the photographs that are not grey."""
    return _IN_COLOUR


def colour_planes(name: str, *, side: int = 28, levels: int = 10) -> NDArray[np.int64]:
    """Return the red, the green and the blue plane of a small square photograph.

    Each plane is brought down on its own, as `convmath.images.resampling.fit` does, and then rounded to whole levels.

    Parameters
    ----------
    name : str
        One of `colour_photograph_names`.
    side : int, optional
        Rows and columns, up to the shorter side of the photograph.
    levels : int, optional
        How many values a pixel may have in each plane: 0 … `levels` − 1.

    Returns
    -------
    ndarray of shape (3, side, side)

    Raises
    ------
    InputError
        If the name is unknown, scikit-image is not installed, or a number is not as described.

    Examples
    --------
    >>> colour_planes("astronaut", side=2).tolist()
    [[[5, 6], [6, 3]], [[4, 6], [3, 2]], [[4, 5], [3, 2]]]
    """
    from PIL import Image

    with Image.open(photograph_path(one_of("name", name, _IN_COLOUR))) as picture:
        pixels = np.asarray(picture.convert("RGB"), dtype=np.float64) / 255
    planes = [fit(pixels[:, :, plane], height=side, width=side) for plane in range(len(COLOURS))]
    return np.stack([quantise(plane, levels=levels) for plane in planes])


def luma_kernel() -> NDArray[np.float64]:
    """Return the 1 × 1 kernel that makes a grey picture of three planes, shape (1, 3, 1, 1).

    Source: Recommendation ITU-R BT.709, section 3; see `convmath.images.photographs.LUMA`.

    Examples
    --------
    >>> luma_kernel().ravel().tolist()
    [0.2126, 0.7152, 0.0722]
    """
    return np.array(LUMA).reshape(1, len(LUMA), 1, 1)
