"""How alike the pixels of an image are at a given distance: what convolution relies on, and noise lacks."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import bad, finite_array, whole_number


def correlation_at(image: ArrayLike, *, rows: int, columns: int) -> float:
    """Return the correlation between pixels that lie `rows` down and `columns` to the right of each other.

    Pearson's r over all pairs of pixels that both lie inside the image: near 1 where neighbours look alike, near 0
    where one pixel says nothing about the other.

    Parameters
    ----------
    image : array of shape (H, W)
    rows, columns : int
        The distance in pixels, below the height and the width.

    Raises
    ------
    InputError
        If the distance leaves fewer than two pairs, or the pixels compared all have the same value.

    Examples
    --------
    >>> from convmath.images.named_images import noise, photograph
    >>> f"{correlation_at(noise(100, 100, seed=42), rows=1, columns=0):.4f}"
    '-0.0140'
    >>> correlation_at(photograph("camera"), rows=1, columns=0) > 0.95
    True
    """
    array = finite_array("image", image).astype(np.float64)
    height, width = array.shape
    rows, columns = whole_number("rows", rows), whole_number("columns", columns)
    pairs = max(height - rows, 0) * max(width - columns, 0)
    if pairs < 2:
        raise bad(
            "rows, columns", (rows, columns), f"a distance that leaves two pairs in an image of {height} by {width}"
        )
    here, there = array[: height - rows, : width - columns].ravel(), array[rows:, columns:].ravel()
    if here.min() == here.max() or there.min() == there.max():
        raise bad("image", "the same value in all the pixels compared", "an image whose pixels differ")
    # Squares of very large or small pixels leave the range of floats; scaling by powers of two changes nothing else.
    return float(np.corrcoef(_about_one(here), _about_one(there))[0, 1])


def _about_one(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, exponent = np.frexp(np.abs(values).max())
    scaled: NDArray[np.float64] = np.ldexp(values, -exponent)
    return scaled
