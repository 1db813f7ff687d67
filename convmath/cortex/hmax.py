"""The HMAX model: simple things put together to complicated ones, by turns of matching and of taking the maximum.

S1 matches bars of some orientations and sizes, C1 takes the maximum over neighbouring places and sizes; S2 matches a
prototype, a small patch of C1 that one image has left its imprint in, and C2 takes the maximum over all places.

Sources: M. Riesenhuber and T. Poggio, Hierarchical models of object recognition in cortex, Nature Neuroscience
2:1019-1025, 1999, doi:10.1038/14819; T. Serre et al., Robust object recognition with cortex-like mechanisms, IEEE
Transactions on Pattern Analysis and Machine Intelligence 29(3):411-426, 2007, doi:10.1109/TPAMI.2007.56. Filters have
the aspect ratio and the bandwidth of the latter's Table 1; they are smaller, to suit small images.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.gabor import Gabor
from convmath.core.errors import bad, finite_array, one_of, real_number, whole_number
from convmath.core.records import settle
from convmath.networks.receptive_field import RFLayer, receptive_field

Maps = NDArray[np.float64]

ASPECT = 0.3
BANDWIDTH = 0.69
"""In octaves: a Gaussian of 0.8 wavelengths."""
DARK = 1e-12
"""A window whose norm is up to this share of the image's largest pixel is dark: nothing is matched there."""


class PixelWindow(NamedTuple):
    """A square of an image: its upper left pixel, and how many pixels its side has."""

    top: int
    left: int
    side: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Hmax:
    """The sizes of an HMAX model.

    Parameters
    ----------
    sizes : tuple of int, optional
        The sides of the S1 filters, odd and at least 5; their wavelength is half of it.
    orientations : tuple of float, optional
        The directions of the bars they match, in degrees anticlockwise from the horizontal.
    pool, step : int, optional
        The side of the region that a C1 unit takes the maximum of, and how far the next one is.
    prototype : int, optional
        The side of the patch of C1 that an S2 unit matches.
    sharpness : float, optional
        How fast an S2 unit's response falls with the squared distance of patch and prototype.

    Raises
    ------
    InputError
        If a number is out of range.
    """

    sizes: tuple[int, ...] = (5, 7)
    orientations: tuple[float, ...] = (0.0, 45.0, 90.0, 135.0)
    pool: int = 4
    step: int = 2
    prototype: int = 3
    sharpness: float = 1.0

    def __post_init__(self) -> None:
        if not self.sizes or not self.orientations:
            raise bad("sizes, orientations", (self.sizes, self.orientations), "at least one of each")
        sizes = sorted(whole_number("sizes", size, at_least=5) for size in self.sizes)
        if not all(size % 2 for size in sizes):
            raise bad("sizes", self.sizes, "odd integers, so that a filter has a middle")
        settle(
            self,
            sizes=tuple(sizes),
            orientations=tuple(real_number("orientations", angle) for angle in self.orientations),
            sharpness=real_number("sharpness", self.sharpness, at_least=0),
            **{name: whole_number(name, getattr(self, name), at_least=1) for name in ("pool", "step", "prototype")},
        )

    @property
    def field_sizes(self) -> dict[str, int]:
        """The side of the receptive field of a unit of S1, C1 and S2, in pixels; C2 sees the whole image."""
        layers = [RFLayer(self.sizes[-1]), RFLayer(self.pool, stride=self.step), RFLayer(self.prototype)]
        return {name: state.size[0] for name, state in zip(("S1", "C1", "S2"), receptive_field(layers)[1:])}

    def field_at(self, stage: str, row: int, column: int) -> PixelWindow:
        """Return which pixels a unit of S1, C1 or S2 sees.

        Raises
        ------
        InputError
            If there is no such stage, or a place is not an integer of at least 0.

        Examples
        --------
        >>> Hmax().field_at("S2", 1, 3)
        PixelWindow(top=2, left=6, side=14)
        """
        side = self.field_sizes[one_of("stage", stage, self.field_sizes)]
        jump = 1 if stage == "S1" else self.step
        return PixelWindow(jump * whole_number("row", row), jump * whole_number("column", column), side)

    def filters(self, size: int) -> tuple[Gabor, ...]:
        """Return the S1 filters of one size, one an orientation."""
        return tuple(
            Gabor(size=size, wavelength=size / 2, orientation=angle, bandwidth=BANDWIDTH, aspect=ASPECT)
            for angle in self.orientations
        )

    def s1(self, image: ArrayLike) -> Maps:
        """Return how well a bar of each size and orientation matches at each place.

        The absolute sum of products of filter and window, over the window's norm: from 0 to 1, whatever the light.

        Parameters
        ----------
        image : array of shape (H, W)
            No smaller than the largest filter.

        Returns
        -------
        ndarray of shape (sizes, orientations, H − s + 1, W − s + 1)
            For a largest filter of side s; smaller ones stand in the middle of its window.

        Raises
        ------
        InputError
            If the image is too small or not as described.
        """
        pixels = finite_array("image", image).astype(np.float64)
        largest = self.sizes[-1]
        if min(pixels.shape) < largest:
            raise bad("image", pixels, f"an image of at least {largest} by {largest} pixels")
        found = []
        for size in self.sizes:
            inset = (largest - size) // 2
            part = pixels[inset : pixels.shape[0] - inset, inset : pixels.shape[1] - inset]
            windows = np.lib.stride_tricks.sliding_window_view(part, (size, size))
            norms = np.sqrt((windows**2).sum(axis=(2, 3)))
            dark = norms <= DARK * max(float(np.abs(pixels).max()), np.finfo(float).tiny)
            for own in self.filters(size):
                sums = np.abs(np.tensordot(windows, own.matrix, axes=2))
                found.append(np.where(dark, 0.0, sums / np.where(dark, 1.0, norms)))
        return np.array(found).reshape(len(self.sizes), len(self.orientations), *found[0].shape)

    def c1(self, s1: ArrayLike) -> Maps:
        """Return the maximum over all sizes and each region, shape (orientations, H', W').

        Raises
        ------
        InputError
            If a region is larger than the maps.
        """
        maps = finite_array("s1", s1, ranks=(4,)).astype(np.float64)
        if min(maps.shape[2:]) < self.pool:
            raise bad("s1", maps, f"maps of at least {self.pool} by {self.pool}")
        regions = np.lib.stride_tricks.sliding_window_view(maps.max(axis=0), (self.pool, self.pool), axis=(1, 2))
        maxima: Maps = regions[:, :: self.step, :: self.step].max(axis=(3, 4))
        return maxima

    def imprint(self, c1: ArrayLike, row: int, column: int) -> Maps:
        """Return the patch of C1 whose upper left unit is given, shape (orientations, side, side): a prototype.

        Raises
        ------
        InputError
            If the patch does not lie inside.
        """
        maps = finite_array("c1", c1, ranks=(3,)).astype(np.float64)
        places = []
        for name, place, size in (("row", row, maps.shape[1]), ("column", column, maps.shape[2])):
            first = whole_number(name, place)
            if first + self.prototype > size:
                raise bad(name, place, f"an integer from 0 to {size - self.prototype}")
            places.append(slice(first, first + self.prototype))
        return maps[:, places[0], places[1]].copy()

    def s2(self, c1: ArrayLike, prototype: ArrayLike) -> Maps:
        """Return how alike each patch of C1 is to a prototype: 1 where equal, falling with the squared distance.

        Raises
        ------
        InputError
            If the prototype is not one of this model, or larger than C1.
        """
        maps = finite_array("c1", c1, ranks=(3,)).astype(np.float64)
        patch = finite_array("prototype", prototype, ranks=(3,)).astype(np.float64)
        if len(patch) != len(maps) or any(own > whole for own, whole in zip(patch.shape[1:], maps.shape[1:])):
            raise bad("prototype", patch, f"a patch of maps of shape {maps.shape}")
        windows = np.lib.stride_tricks.sliding_window_view(maps, patch.shape)[0]
        alike: Maps = np.exp(-self.sharpness * ((windows - patch) ** 2).sum(axis=(2, 3, 4)))
        return alike

    def c2(self, image: ArrayLike, prototype: ArrayLike) -> float:
        """Return an image's best response to a prototype, wherever it is. Errors as in the stages before."""
        return float(self.s2(self.c1(self.s1(image)), prototype).max())


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value that tells two groups apart, and how many it gets right.

    Parameters
    ----------
    value : float
        What is at or above it is taken for the first group.
    correct, count : int
        How many of all are taken for what they are, and how many there are.
    """

    value: float
    correct: int
    count: int

    @property
    def accuracy(self) -> float:
        """The share that is taken for what it is."""
        return self.correct / self.count

    def taken(self, values: ArrayLike) -> int:
        """Return how many of some values, shape (N,), are at or above it, and so taken for the first group."""
        return int((finite_array("values", values, ranks=(1,)) >= self.value).sum())


def best_threshold(first: ArrayLike, second: ArrayLike) -> Threshold:
    """Return the threshold that gets most right when what is at or above it is taken for the first group.

    It lies half-way between the two neighbouring values; of equally good ones the highest is taken. A threshold chosen
    on the values that it is judged by does a little better than it will on others.

    Parameters
    ----------
    first, second : array of shape (N,)

    Raises
    ------
    InputError
        If a group is empty or not finite.

    Examples
    --------
    >>> best_threshold([0.9, 0.8], [0.1, 0.85])
    Threshold(value=0.875, correct=3, count=4)
    """
    groups = [
        np.sort(finite_array(name, values, ranks=(1,)).astype(np.float64))
        for name, values in (("first", first), ("second", second))
    ]
    values = np.unique(np.concatenate(groups))
    edges = np.concatenate([[values[0]], (values[1:] + values[:-1]) / 2, [np.nextafter(values[-1], np.inf)]])
    above = len(groups[0]) - np.searchsorted(groups[0], edges)
    below = np.searchsorted(groups[1], edges)
    right = above + below
    best = len(edges) - 1 - int(right[::-1].argmax())
    return Threshold(float(edges[best]), int(right[best]), len(groups[0]) + len(groups[1]))
