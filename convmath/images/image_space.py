"""How empty the space of images is: what neighbours tell of random and of real ones, and how distances concentrate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import InputError, bad, finite_array, whole_number
from convmath.images.installed_files import installed_file

FACES = 100
MOST_COORDINATES = 10_000_000


def faces() -> NDArray[np.float64]:
    """Return 100 photographs of faces, 25 × 25 pixels each, in grey levels 0 … 1: an array of shape (100, 25, 25).

    They are the faces of scikit-image's wheel, from Labeled Faces in the Wild (G. B. Huang et al., University of
    Massachusetts, Amherst, technical report 07-49, 2007).

    Raises
    ------
    InputError
        If scikit-image is not installed.

    Examples
    --------
    >>> faces().shape
    (100, 25, 25)
    """
    return _subset()[:FACES]


def non_faces() -> NDArray[np.float64]:
    """Return 100 pieces of photographs without a face, like `faces`: shape (100, 25, 25).

    Raises
    ------
    InputError
        If scikit-image is not installed.
    """
    return _subset()[FACES:]


def random_images(count: int, *, side: int, seed: int) -> NDArray[np.float64]:
    """Return images whose pixels are independent and uniform from 0 to 1, shape (count, side, side).

    Raises
    ------
    InputError
        If a number is not an integer of at least 1 (the seed: 0), or there would be more than ten million pixels.

    Examples
    --------
    >>> random_images(3, side=25, seed=0).shape
    (3, 25, 25)
    """
    count, side = whole_number("count", count, at_least=1), whole_number("side", side, at_least=1)
    if count * side**2 > MOST_COORDINATES:
        raise bad("count", count, f"an integer of at most {MOST_COORDINATES // side**2} for images of this size")
    return np.random.default_rng(whole_number("seed", seed)).random((count, side, side))


def neighbour_correlations(images: ArrayLike) -> NDArray[np.float64]:
    """Return, for each image, the correlation of its pixels with their right neighbours, shape (N,).

    Images whose pixels are all alike, rounding aside, have none and are left out.

    Parameters
    ----------
    images : array of shape (N, H, W)
        At least two pixels wide.

    Raises
    ------
    InputError
        If the images are not as described.

    Examples
    --------
    >>> neighbour_correlations([[[0, 1, 2], [1, 2, 3]], [[0, 1, 0], [1, 0, 1]]]).round(6).tolist()
    [1.0, -1.0]
    """
    array = finite_array("images", images, ranks=(3,)).astype(np.float64)
    if array.shape[2] < 2:
        raise bad("images", array, "images of at least two pixels in width")
    here, there = (
        part.reshape(len(array), -1) - part.reshape(len(array), -1).mean(axis=1, keepdims=True)
        for part in (array[:, :, :-1], array[:, :, 1:])
    )
    spread = np.sqrt((here**2).sum(axis=1) * (there**2).sum(axis=1))
    differ = spread > 1e-12 * np.maximum((array**2).sum(axis=(1, 2)), np.finfo(float).tiny)
    together: NDArray[np.float64] = (here * there).sum(axis=1)[differ] / spread[differ]
    return np.clip(together, -1, 1)


@dataclass(frozen=True, eq=False, slots=True)
class RandomPoints:
    """Random points of the unit cube, and another that looks at them.

    Parameters
    ----------
    observer : ndarray of shape (dimensions,)
        The other point.
    points : ndarray of shape (N, dimensions)
        The points.
    """

    observer: NDArray[np.float64]
    points: NDArray[np.float64]

    @property
    def distances(self) -> NDArray[np.float64]:
        """How far each point is from the observer, shape (N,)."""
        far: NDArray[np.float64] = np.linalg.norm(self.points - self.observer, axis=1)
        return far

    @property
    def count(self) -> int:
        """How many points there are."""
        return len(self.points)

    @property
    def dimensions(self) -> int:
        """How many coordinates each has."""
        return int(self.points.shape[1])

    @property
    def relative(self) -> NDArray[np.float64]:
        """How far each point is from the observer, the farthest at 1, shape (N,)."""
        distances = self.distances
        share: NDArray[np.float64] = distances / distances.max()
        return share

    @property
    def nearest(self) -> int:
        """Which point is nearest."""
        return int(self.distances.argmin())

    @property
    def farthest(self) -> int:
        """Which point is farthest."""
        return int(self.distances.argmax())

    @property
    def ratio(self) -> float:
        """The distance to the nearest over that to the farthest."""
        distances = self.distances
        return float(distances.min() / distances.max())


def random_points(points: int, dimensions: int, *, seed: int) -> RandomPoints:
    """Return points drawn uniformly from the unit cube, and the one they are seen from.

    Parameters
    ----------
    points : int
        At least 2.
    dimensions : int
        At least 1.
    seed : int

    Raises
    ------
    InputError
        If a number is out of range, or there would be more than ten million coordinates.

    Examples
    --------
    >>> random_points(200, 2, seed=0).points.shape
    (200, 2)
    """
    points, dimensions = whole_number("points", points, at_least=2), whole_number("dimensions", dimensions, at_least=1)
    if (points + 1) * dimensions > MOST_COORDINATES:
        raise bad("dimensions", dimensions, f"an integer of at most {MOST_COORDINATES // (points + 1)}")
    drawn = np.random.default_rng(whole_number("seed", seed)).random((points + 1, dimensions))
    return RandomPoints(drawn[0], drawn[1:])


def distance_ratio(points: int, dimensions: int, *, seed: int) -> float:
    """Return the distance to the nearest over that to the farthest of random points, seen from another.

    All are drawn uniformly from the unit cube. It goes to 1 as the dimension grows: everything is equally far away (K.
    Beyer, J. Goldstein, R. Ramakrishnan and U. Shaft, When is "nearest neighbor" meaningful?, International Conference
    on Database Theory, 1999, pp. 217-235, doi:10.1007/3-540-49257-7_15).

    Parameters
    ----------
    points : int
        At least 2.
    dimensions : int
        At least 1.
    seed : int

    Raises
    ------
    InputError
        If a number is out of range, or there would be more than ten million coordinates.

    Examples
    --------
    >>> distance_ratio(200, 1, seed=0) < 0.1 < 0.9 < distance_ratio(200, 3072, seed=0)
    True
    """
    return random_points(points, dimensions, seed=seed).ratio


@cache
def _subset() -> NDArray[np.float64]:
    path = installed_file("skimage", "data", "lfw_subset.npy")
    if path is None:
        raise InputError("faces", "without scikit-image", "faces of scikit-image: pip install scikit-image")
    images: NDArray[np.float64] = np.load(path)
    images.setflags(write=False)
    return images
