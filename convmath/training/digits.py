"""Handwritten digits: the 1,797 of scikit-learn's wheel, and where they stand on a canvas.

Nothing is downloaded: the file is read from where scikit-learn is installed, without importing it. Images are grey
levels 0 … 1, ink bright on black.

Source: E. Alpaydin and C. Kaynak, Optical recognition of handwritten digits, UCI Machine Learning Repository, 1998,
doi:10.24432/C50P49; the 1,797 of its test set.
"""

from __future__ import annotations

import gzip
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import InputError, bad, finite_array, whole_number
from convmath.images.installed_files import installed_file
from convmath.images.resampling import enlarge

SIDE = 8
INK = 16
"""The brightest level in the file."""


@dataclass(frozen=True, eq=False, slots=True)
class Digits:
    """Images of digits and what they are.

    Parameters
    ----------
    images : ndarray of shape (N, H, W)
        Grey levels 0 … 1.
    labels : ndarray of int, shape (N,)
        The digits.
    """

    images: NDArray[np.float64]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def split(self, count: int) -> tuple[Digits, Digits]:
        """Return the first `count` digits and the others.

        Raises
        ------
        InputError
            If `count` is not an integer, or leaves one side without a digit.
        """
        count = whole_number("count", count, at_least=1)
        if count >= len(self):
            raise bad("count", count, f"an integer from 1 to {len(self) - 1}")
        return Digits(self.images[:count], self.labels[:count]), Digits(self.images[count:], self.labels[count:])


def handwritten(*, classes: Collection[int] = range(10), side: int = SIDE) -> Digits:
    """Return the handwritten digits of some classes, in the order of the file, brought to `side` × `side` pixels.

    Parameters
    ----------
    classes : collection of int, optional
        Which digits.
    side : int, optional
        At least 8; see `convmath.images.resampling.enlarge` for how they are enlarged.

    Raises
    ------
    InputError
        If a class is no digit, the side is too small, or scikit-learn is not installed.

    Examples
    --------
    >>> len(handwritten()), len(handwritten(classes=(0, 1)))
    (1797, 360)
    """
    if not classes or not all(whole_number("classes", digit) < 10 for digit in classes):
        raise bad("classes", classes, "digits from 0 to 9")
    images, labels = _file()
    chosen = np.isin(labels, [int(digit) for digit in classes])
    if side != SIDE:
        images = np.array([enlarge(image, height=side, width=side) for image in images[chosen]])
        return Digits(images, labels[chosen])
    return Digits(images[chosen], labels[chosen])


def on_canvas(image: ArrayLike, *, side: int, rows: int = 0, columns: int = 0) -> NDArray[np.float64]:
    """Return `image` on a black canvas of `side` × `side` pixels, `rows` below its middle and `columns` to the right.

    Where the margins can't be equal, the upper and the left one is a pixel smaller.

    Parameters
    ----------
    image : array of shape (H, W), or (N, H, W) for many
    side : int
    rows, columns : int, optional

    Raises
    ------
    InputError
        If the image does not lie wholly on the canvas.

    Examples
    --------
    >>> on_canvas([[1.0]], side=3, rows=1, columns=-1).tolist()
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [1.0, 0.0, 0.0]]
    """
    array = finite_array("image", image, ranks=(2, 3))
    side = whole_number("side", side, at_least=1)
    places = []
    for name, shift, length in (("rows", rows, array.shape[-2]), ("columns", columns, array.shape[-1])):
        first = (side - length) // 2 + whole_number(name, shift, at_least=None)
        if first < 0 or first + length > side:
            raise bad(name, shift, f"a shift that keeps {length} pixels on a canvas of {side}")
        places.append(slice(first, first + length))
    canvas = np.zeros((*array.shape[:-2], side, side))
    canvas[..., places[0], places[1]] = array
    return canvas


@cache
def _file() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    path = installed_file("sklearn", "datasets", "data", "digits.csv.gz")
    if path is None:
        raise InputError("classes", "without scikit-learn", "digits of scikit-learn: pip install scikit-learn")
    with gzip.open(path, "rt", encoding="ascii") as stream:
        table = np.loadtxt(stream, delimiter=",")
    images, labels = table[:, :-1].reshape(-1, SIDE, SIDE) / INK, table[:, -1].astype(np.int64)
    for array in (images, labels):
        array.setflags(write=False)
    return images, labels
