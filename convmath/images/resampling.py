"""Bringing an image to the size and the grey levels that a picture of it needs.

Images are arrays of shape (height, width), rows downwards.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import bad, finite_array, real_number, whole_number

Image = NDArray[np.float64]

MOST_LEVELS = 2**32
"""Up to here a level plus a half is exact as a float."""


def crop(image: ArrayLike, *, top: int, left: int, height: int, width: int) -> NDArray[Any]:
    """Return the `height` × `width` part of `image` whose first pixel is (`top`, `left`).

    Raises
    ------
    InputError
        If the part reaches outside the image.

    Examples
    --------
    >>> from convmath.images.named_images import ramp
    >>> crop(ramp(2, 5), top=0, left=3, height=1, width=2).tolist()
    [[0.75, 1.0]]
    """
    array = finite_array("image", image)
    top, left = whole_number("top", top), whole_number("left", left)
    height, width = _new_size(height, width)
    for name, start, size, full in (("height", top, height, len(array)), ("width", left, width, array.shape[1])):
        if start + size > full:
            raise bad(name, size, f"a part inside the image, whose {name} is {full} (the part starts at {start})")
    return np.array(array[top : top + height, left : left + width])


class Part(NamedTuple):
    """A part cut out of an image: where its upper left pixel was, and its pixels."""

    top: int
    left: int
    pixels: NDArray[Any]


def part_around(image: ArrayLike, *, row: int, column: int, side: int) -> Part:
    """Return the `side` × `side` part of `image` that has a pixel in its middle, or as near it as the border allows.

    Of an even side the pixel stands before the middle.

    Raises
    ------
    InputError
        If the pixel lies outside, or the part is larger than the image.

    Examples
    --------
    >>> part_around([[0, 1, 2, 3, 4]], row=0, column=4, side=1)
    Part(top=0, left=4, pixels=array([[4]]))
    """
    array = finite_array("image", image)
    side = whole_number("side", side, at_least=1)
    corner = []
    for name, place, length in (("row", row, array.shape[0]), ("column", column, array.shape[1])):
        if whole_number(name, place) >= length:
            raise bad(name, place, f"an integer from 0 to {length - 1}")
        corner.append(max(0, min(int(place) - (side - 1) // 2, length - side)))
    top, left = corner
    return Part(top, left, crop(array, top=top, left=left, height=side, width=side))


def downsample(image: ArrayLike, *, height: int, width: int) -> Image:
    """Return `image` at a smaller size; each new pixel is the mean of the area it covers.

    Where the sizes divide this is the mean of blocks. Otherwise the pixels on a boundary count by the share that falls
    on each side, so the mean of the whole image never changes.

    Parameters
    ----------
    image : array of shape (H, W)
    height, width : int
        The new size, 1 to that of `image`.

    Raises
    ------
    InputError
        If the new size is below 1 or larger than the image.

    Examples
    --------
    >>> from convmath.images.named_images import checkerboard
    >>> downsample(checkerboard(2, 6, square=1), height=1, width=2).tolist()
    [[0.5, 0.5]]
    """
    array = finite_array("image", image)
    height, width = _new_size(height, width)
    for name, size, full in (("height", height, array.shape[0]), ("width", width, array.shape[1])):
        if size > full:
            raise bad(name, size, f"an integer from 1 to the image's own {name}, {full}")
    with np.errstate(over="ignore"):  # the mean of the largest floats may round up to infinity: clipped below
        means: Image = _area_shares(height, array.shape[0]) @ array @ _area_shares(width, array.shape[1]).T
    return np.clip(means, array.min(), array.max())  # a mean lies between; its rounding may not


def enlarge(image: ArrayLike, *, height: int, width: int) -> Image:
    """Return `image` at a larger size, interpolated linearly between the centres of its pixels.

    The centres of both sizes are laid over each other; beyond the outermost ones a pixel's value goes on as it is.

    Parameters
    ----------
    image : array of shape (H, W)
    height, width : int
        The new size, at least that of `image`.

    Raises
    ------
    InputError
        If the new size is smaller than the image.

    Examples
    --------
    >>> enlarge([[0.0, 1.0]], height=1, width=4).tolist()
    [[0.0, 0.25, 0.75, 1.0]]
    """
    array = finite_array("image", image).astype(np.float64)
    height, width = _new_size(height, width)
    for name, size, full in (("height", height, array.shape[0]), ("width", width, array.shape[1])):
        if size < full:
            raise bad(name, size, f"an integer of at least the image's own {name}, {full}")
    larger: Image = _linear_shares(height, array.shape[0]) @ array @ _linear_shares(width, array.shape[1]).T
    return np.clip(larger, array.min(), array.max())


def fit(image: ArrayLike, *, height: int, width: int) -> Image:
    """Return the largest centred part of `image` with the shape `height` : `width`, brought down to that size.

    Nothing is stretched: what doesn't fit is cut off evenly on both sides.

    Raises
    ------
    InputError
        If the image is smaller than the size asked for.

    Examples
    --------
    >>> from convmath.images.named_images import ramp
    >>> fit(ramp(4, 8), height=2, width=2).shape
    (2, 2)
    """
    array = finite_array("image", image)
    height, width = _new_size(height, width)
    scale = min(Fraction(array.shape[0], height), Fraction(array.shape[1], width))
    if scale < 1:
        raise bad("image", array, f"an image of at least {height} by {width} pixels")
    part = (math.floor(height * scale), math.floor(width * scale))
    top, left = (array.shape[0] - part[0]) // 2, (array.shape[1] - part[1]) // 2
    return downsample(crop(array, top=top, left=left, height=part[0], width=part[1]), height=height, width=width)


def within(image: ArrayLike, *, longest: int) -> Image:
    """Return `image` brought down, in its own shape, until its longer side is at most `longest` pixels.

    A smaller image comes back as it is. The shorter side is rounded to a whole number of pixels, at least 1.

    Raises
    ------
    InputError
        If `longest` is below 1.

    Examples
    --------
    >>> from convmath.images.named_images import ramp
    >>> within(ramp(100, 200), longest=50).shape
    (25, 50)
    """
    array = finite_array("image", image)
    scale = min(Fraction(1), Fraction(whole_number("longest", longest, at_least=1), max(array.shape)))
    height, width = (max(1, round(scale * size)) for size in array.shape)
    return downsample(array, height=height, width=width)


def quantise(image: ArrayLike, *, levels: int) -> NDArray[np.int64]:
    """Return the grey levels 0 … 1 of `image` as the integers 0 … `levels` − 1, rounded to the nearest.

    Raises
    ------
    InputError
        If a grey level lies outside 0 … 1, or `levels` is below 2 or above 2**32.

    Examples
    --------
    >>> from convmath.images.named_images import ramp
    >>> quantise(ramp(1, 4), levels=10).tolist()
    [[0, 3, 6, 9]]
    """
    array = finite_array("image", image)
    if array.min() < 0 or array.max() > 1:
        raise bad("image", f"values from {array.min():g} to {array.max():g}", "grey levels from 0 to 1")
    levels = whole_number("levels", levels, at_least=2)
    if levels > MOST_LEVELS:
        raise bad("levels", levels, f"an integer from 2 to {MOST_LEVELS}")
    return np.floor(array * float(levels - 1) + 0.5).astype(np.int64)


def in_steps(values: ArrayLike, *, limit: float, steps: int) -> Image:
    """Return values cut off at ±`limit` and rounded to the nearest of equal steps, `steps` on either side of 0.

    Parameters
    ----------
    values : array of shape (H, W)
    limit : float
        Above 0.
    steps : int
        At least 1.

    Raises
    ------
    InputError
        If an argument is not as described.

    Examples
    --------
    >>> in_steps([[-9.0, 0.2, 1.3, 2.0]], limit=2, steps=4).tolist()
    [[-2.0, 0.0, 1.5, 2.0]]
    """
    array, most = finite_array("values", values), real_number("limit", limit)
    if most <= 0:
        raise bad("limit", limit, "a finite number above 0")
    count = whole_number("steps", steps, at_least=1)
    rounded: Image = np.round(np.clip(array / most, -1, 1) * count) / count * most
    return rounded + 0.0  # no −0


def stretch(image: ArrayLike) -> Image:
    """Return `image` shifted and scaled so that its smallest value is 0 and its largest 1.

    Raises
    ------
    InputError
        If all values are the same.
    """
    array = finite_array("image", image).astype(np.float64)
    low, high = float(array.min()), float(array.max())
    if low == high:
        raise bad("image", f"the one value {low:g}", "an image with at least two different values")
    if math.isinf(high - low):  # halves lie in the range of floats, and so does their difference
        array, low, high = array / 2, low / 2, high / 2
    stretched: Image = (array - low) / (high - low)
    return stretched


def _new_size(height: int, width: int) -> tuple[int, int]:
    return whole_number("height", height, at_least=1), whole_number("width", width, at_least=1)


def _area_shares(new: int, old: int) -> Image:
    """Return the (`new`, `old`) matrix whose rows hold the weight of each old cell in each new one; rows sum to 1."""
    edges = np.arange(new + 1) * (old / new)
    cells = np.arange(old)
    overlap = np.minimum(edges[1:, None], cells + 1) - np.maximum(edges[:-1, None], cells)
    shares: Image = np.clip(overlap, 0, None) * (new / old)
    return shares


def _linear_shares(new: int, old: int) -> Image:
    """Return the (`new`, `old`) matrix whose rows hold the weights of the two old centres beside each new one."""
    centres = np.clip((np.arange(new) + 0.5) * (old / new) - 0.5, 0, old - 1)
    shares: Image = np.clip(1 - np.abs(centres[:, None] - np.arange(old)), 0, None)
    return shares
