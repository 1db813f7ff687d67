"""Where a piece of one image is found in others, by the HMAX model, and how well that tells two groups apart."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import bad, finite_array
from convmath.cortex.hmax import Hmax, Maps, best_threshold


class Match(NamedTuple):
    """The S2 unit that answers most: its place, and its response, which is that of C2."""

    row: int
    column: int
    response: float


def best_match(model: Hmax, c1: ArrayLike, prototype: ArrayLike) -> Match:
    """Return where a prototype is matched best; among equals the first in raster order.

    Parameters
    ----------
    model : Hmax
    c1 : array of shape (orientations, H, W)
    prototype : array of shape (orientations, side, side)

    Raises
    ------
    InputError
        If the maps or the prototype are not of this model.

    Examples
    --------
    >>> from convmath.images.image_space import faces
    >>> model = Hmax()
    >>> c1 = model.c1(model.s1(faces()[0]))
    >>> best_match(model, c1, model.imprint(c1, 2, 1))
    Match(row=2, column=1, response=1.0)
    """
    responses = model.s2(c1, prototype)
    row, column = np.unravel_index(responses.argmax(), responses.shape)
    return Match(int(row), int(column), float(responses.max()))


def c1_of_images(model: Hmax, images: ArrayLike) -> Maps:
    """Return C1 of each of some images, shape (N, orientations, H', W').

    Parameters
    ----------
    model : Hmax
    images : array of shape (N, H, W)

    Raises
    ------
    InputError
        If the images are not as described, or too small for the model.
    """
    array = finite_array("images", images, ranks=(3,))
    return np.array([model.c1(model.s1(image)) for image in array])


def c2_of_maps(model: Hmax, maps: ArrayLike, prototype: ArrayLike) -> NDArray[np.float64]:
    """Return the best response of each image to a prototype, shape (N,).

    Parameters
    ----------
    model : Hmax
    maps : array of shape (N, orientations, H, W)
        C1 of each image, see `c1_of_images`.
    prototype : array of shape (orientations, side, side)

    Raises
    ------
    InputError
        If the maps or the prototype are not of this model.
    """
    array = finite_array("maps", maps, ranks=(4,)).astype(np.float64)
    return np.array([model.s2(c1, prototype).max() for c1 in array])


def right_by_piece(model: Hmax, c1: ArrayLike, first: ArrayLike, second: ArrayLike) -> NDArray[np.int64]:
    """Return, for each piece of an image as the prototype, how many of two groups its best threshold gets right.

    Parameters
    ----------
    model : Hmax
    c1 : array of shape (orientations, H, W)
        C1 of the image that the prototypes are taken from.
    first, second : arrays of shape (N, orientations, H, W)
        C1 of the images that are to be told apart.

    Returns
    -------
    ndarray of shape (H − side + 1, W − side + 1)
        As a threshold is chosen on the images that it is judged by, each does a little worse on others.

    Raises
    ------
    InputError
        If the maps are not of this model.
    """
    source = finite_array("c1", c1, ranks=(3,))
    rows, columns = (size - model.prototype + 1 for size in source.shape[1:])
    if rows < 1 or columns < 1:
        raise bad("c1", source, f"maps of at least {model.prototype} by {model.prototype}")
    counts = np.empty((rows, columns), dtype=np.int64)
    for row, column in np.ndindex(rows, columns):
        prototype = model.imprint(source, row, column)
        responses = (c2_of_maps(model, group, prototype) for group in (first, second))
        counts[row, column] = best_threshold(*responses).correct
    return counts
