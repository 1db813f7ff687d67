"""Test images, and images by name.

An image is a float array of shape (height, width) with 0 black and 1 white, unless a function says otherwise. Rows run
downwards, columns to the right. Angles are in degrees, anticlockwise from the horizontal as seen on screen: a bar at 0
lies flat, a bar at 90 stands upright.
"""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convmath.core.errors import InputError, bad, one_of, real_number, whole_number
from convmath.images.photographs import load_image, looks_like_path, photograph, photograph_names
from convmath.images.resampling import Image, fit, stretch, within

_AXIS_ALIGNED = 1e-6


def vertical_edge(height: int, width: int, *, column: int, dark: float = 0.0, bright: float = 1.0) -> Image:
    """Return an image that is dark to the left of `column` and bright from it on.

    Parameters
    ----------
    height, width : int
        The size in pixels.
    column : int
        The first bright column, 0 to `width`.
    dark, bright : float, optional
        The two grey levels.

    Returns
    -------
    ndarray of shape (height, width)

    Raises
    ------
    InputError
        If a size is below 1 or `column` lies outside the image.

    Examples
    --------
    >>> vertical_edge(2, 4, column=3).tolist()
    [[0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 1.0]]
    """
    height, width = _size(height, width)
    column = whole_number("column", column)
    if column > width:
        raise bad("column", column, f"an integer from 0 to the width, {width}")
    row = np.where(np.arange(width) < column, real_number("dark", dark), real_number("bright", bright))
    return np.tile(row, (height, 1)).astype(np.float64)


def checkerboard(height: int, width: int, *, square: int) -> Image:
    """Return black and white squares of `square` pixels a side, black at the top left.

    Raises
    ------
    InputError
        If a size or `square` is below 1.

    Examples
    --------
    >>> checkerboard(2, 4, square=2).tolist()
    [[0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 1.0]]
    """
    height, width = _size(height, width)
    square = whole_number("square", square, at_least=1)
    rows, columns = np.indices((height, width)) // square
    return ((rows + columns) % 2).astype(np.float64)


def ramp(height: int, width: int) -> Image:
    """Return a grey ramp from 0 at the left column to 1 at the right.

    Raises
    ------
    InputError
        If `height` is below 1 or `width` below 2.

    Examples
    --------
    >>> ramp(1, 5).tolist()
    [[0.0, 0.25, 0.5, 0.75, 1.0]]
    """
    height, _ = _size(height, width)
    return np.tile(np.linspace(0, 1, whole_number("width", width, at_least=2)), (height, 1))


def bar(
    height: int, width: int, *, angle: float, thickness: float, offset: float = 0.0, length: float = math.inf
) -> Image:
    """Return a white bar on black through the centre of the image, antialiased.

    Parameters
    ----------
    height, width : int
        The size in pixels.
    angle : float
        The direction of the bar in degrees: 0 lies flat, 90 stands upright, 45 rises to the right.
    thickness : float
        The bar's thickness in pixels, above 0.
    offset : float, optional
        How far the bar is moved across its own direction, in pixels: an upright bar moves to the right, a flat one
        down.
    length : float, optional
        The bar's length in pixels; by default it crosses the whole image.

    Returns
    -------
    ndarray of shape (height, width)
        Each pixel is as bright as the share of its area that the bar covers (at the ends of a tilted bar, nearly so).

    Raises
    ------
    InputError
        If a size is below 1, `thickness` or `length` is not above 0, or `angle` or `offset` is not finite.

    Examples
    --------
    >>> bar(1, 5, angle=90, thickness=2).tolist()
    [[0.0, 0.5, 1.0, 0.5, 0.0]]
    """
    height, width = _size(height, width)
    thick, long = _above_nothing("thickness", thickness), _above_nothing("length", length, endless=True)
    turn, move = real_number("angle", angle), real_number("offset", offset)
    across, along = _bar_coordinates(height, width, turn)
    cosine, sine = _cosine_and_sine(turn)
    return _strip(across - move, thick, cosine, sine) * _strip(along, long, cosine, sine)


def bar_coordinates(height: int, width: int, angle: float) -> tuple[Image, Image]:
    """Return each pixel's distance from the image centre across and along a bar at `angle` degrees.

    Both are in pixels, of shape (height, width). Across an upright bar grows to the right, across a flat one downwards.

    Examples
    --------
    >>> across, along = bar_coordinates(1, 3, 0)
    >>> along.tolist()
    [[-1.0, 0.0, 1.0]]
    """
    across, along = _bar_coordinates(*_size(height, width), real_number("angle", angle))
    return across.copy(), along.copy()


@lru_cache(maxsize=8)
def _bar_coordinates(height: int, width: int, angle: float) -> tuple[Image, Image]:
    rows, columns = np.indices((height, width), dtype=np.float64)
    down, right = rows - (height - 1) / 2, columns - (width - 1) / 2
    cosine, sine = _cosine_and_sine(angle)
    return right * sine + down * cosine, right * cosine - down * sine


def noise(height: int, width: int, *, seed: int) -> Image:
    """Return standard normal noise: mean 0, variance 1, every pixel independent of every other.

    The numbers are those of ``np.random.seed(seed); np.random.randn(height, width)``, a stream that NumPy has frozen,
    so they are the same on every machine and in every release.

    Raises
    ------
    InputError
        If a size is below 1, or `seed` is not an integer from 0 to 2**32 − 1.
    """
    height, width = _size(height, width)
    seed = whole_number("seed", seed)
    if seed >= 2**32:
        raise bad("seed", seed, "an integer from 0 to 2**32 - 1")
    return np.random.RandomState(seed).standard_normal((height, width))


def example_grid() -> NDArray[np.int64]:
    """Return a 5×5 input of small integers, to convolve by hand.

    Source: the kernel-sliding exercise of the course text that these videos accompany. Under the Sobel x kernel its
    first output is 2.
    """
    return np.array([[1, 2, 0, 1, 2], [0, 1, 2, 1, 0], [2, 0, 1, 0, 1], [1, 2, 0, 2, 1], [0, 1, 2, 1, 0]])


_SYNTHETIC: dict[str, Callable[[int, int], Image]] = {
    "vertical_edge": lambda height, width: vertical_edge(height, width, column=width // 2),
    "checkerboard": lambda height, width: checkerboard(height, width, square=4),
    "ramp": ramp,
    "bar": lambda height, width: bar(height, width, angle=60, thickness=min(height, width) / 6),
    "noise": lambda height, width: stretch(noise(height, width, seed=42)),
}


def image_names() -> tuple[str, ...]:
    """Return the names that `image_by_name` knows: the synthetic images, then the photographs."""
    return (*_SYNTHETIC, *photograph_names())


def image_by_name(name: str, *, height: int = 32, width: int = 32) -> Image:
    """Return a synthetic image or a photograph at the given size, in grey levels 0 … 1.

    Raises
    ------
    InputError
        If the name is unknown, or the size is below 1 or above that of the photograph.

    Examples
    --------
    >>> image_by_name("camera", height=24, width=32).shape
    (24, 32)
    """
    one_of("name", name, image_names())
    height, width = _size(height, width)
    if name in _SYNTHETIC:
        return _SYNTHETIC[name](height, width)
    return fit(photograph(name), height=height, width=width)


def image_from(text: str, *, height: int = 32, width: int = 32) -> Image:
    """Return the image that a user asked for: a name of `image_names`, or else the path of a picture file.

    Raises
    ------
    InputError
        If `text` is neither, or the picture cannot be read or is smaller than the size asked for.
    """
    if text in image_names():
        return image_by_name(text, height=height, width=width)
    if looks_like_path(text):
        return fit(_own_picture(text), height=height, width=width)
    raise bad("image", text, f"the path of a PNG, JPEG or WebP file, or one of {', '.join(image_names())}")


def whole_image_from(text: str, *, side: int = 32, longest: int = 64) -> Image:
    """Return the image that a user asked for, uncropped if it is their own.

    Parameters
    ----------
    text : str
        A name of `image_names`, which gives an image of `side` × `side` pixels; or else the path of a picture file,
        which keeps its shape and is brought down until its longer side is at most `longest`.
    side, longest : int, optional
        Those sizes, in pixels.

    Raises
    ------
    InputError
        As for `image_from`.
    """
    if text in image_names() or not looks_like_path(text):
        return image_from(text, height=side, width=side)
    return within(_own_picture(text), longest=longest)


def _own_picture(path: str) -> Image:
    """Read a picture file; the complaint names the argument the user knows."""
    try:
        return _decoded(path, _version(path))
    except InputError as error:
        raise InputError("image", error.got, error.allowed) from error


@lru_cache(maxsize=2)
def _decoded(path: str, version: tuple[int, ...]) -> Image:  # noqa: ARG001 - what is cached is of this version alone
    image = load_image(path, whole=False)
    image.flags.writeable = False
    return image


def _version(path: str) -> tuple[int, ...]:
    """Return what tells a file from what it was before; it is opened, for those who note what is read."""
    with contextlib.suppress(OSError, ValueError):
        if Path(path).is_file():
            with Path(path).open("rb") as file:
                status = os.fstat(file.fileno())
            return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
    return ()


def _size(height: int, width: int) -> tuple[int, int]:
    return whole_number("height", height, at_least=1), whole_number("width", width, at_least=1)


def _above_nothing(argument: str, value: float, *, endless: bool = False) -> float:
    number = math.inf if endless and value == math.inf else real_number(argument, value)
    if number <= 0:
        raise bad(argument, value, "a number above 0" if endless else "a finite number above 0")
    return number


def _strip(distance: Image, extent: float, cosine: float, sine: float) -> Image:
    """Share of each pixel, whose centre lies at `distance` from a strip's middle line, that the strip covers."""
    if math.isinf(extent):
        return np.ones_like(distance)
    a, b = abs(cosine), abs(sine)
    share: Image = np.clip(_below(distance + extent / 2, a, b) - _below(distance - extent / 2, a, b), 0, 1)
    return share


def _below(level: Image, a: float, b: float) -> Image:
    """Share of a unit pixel that lies below `level` along a direction whose cosine and sine are `a` and `b`.

    Projected on the direction, the pixel's area has the density of a box of width `a` convolved with one of width `b`:
    a trapezoid. Its integral is a second difference of parabolas.
    """
    reach, knee = (a + b) / 2, (a - b) / 2
    level = np.clip(level, -reach, reach)
    if min(a, b) < _AXIS_ALIGNED:  # where the parabolas would cancel
        return level + 0.5

    def parabola(shift: float) -> Image:
        squared: Image = np.maximum(level + shift, 0) ** 2
        return squared

    return (parabola(reach) - parabola(knee) - parabola(-knee) + parabola(-reach)) / (2 * a * b)


def _cosine_and_sine(angle: float) -> tuple[float, float]:
    """Exact at the multiples of 90 degrees, where `math.cos` leaves 6e-17 that would blur a pixel border."""
    quarter, rest = divmod(angle, 90)
    cosine, sine = math.cos(math.radians(rest)), math.sin(math.radians(rest))
    for _ in range(int(quarter) % 4):
        cosine, sine = -sine, cosine
    return cosine, sine
