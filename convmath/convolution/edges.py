"""Edges by gradient kernels.

Signs follow `convmath.convolution.filters`: Gx is positive where brightness increases to the right, Gy where it
increases downwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.cross_correlation import cross_correlate2d
from convmath.convolution.filters import SeparableKernel, gradient_x, gradient_y
from convmath.core.errors import bad, finite_array, stays_finite

SILENT = 1e-12
"""A response up to this share of what the kernel could give on the image counts as none: it is rounding error."""

ALIKE = 1e-9
"""Responses whose difference is up to this share of the largest are the same, rounding aside."""


@dataclass(frozen=True, eq=False, slots=True)
class EdgeMaps:
    """The two gradient maps of an image, and what follows from them.

    Parameters
    ----------
    gx, gy : ndarray of shape (H, W)
        The responses to the two kernels.
    """

    gx: NDArray[np.float64]
    gy: NDArray[np.float64]

    @property
    def magnitude(self) -> NDArray[np.float64]:
        """How strong the edge is, whatever its direction: √(Gx² + Gy²), shape (H, W)."""
        return np.hypot(self.gx, self.gy)

    @property
    def orientation(self) -> NDArray[np.float64]:
        """The direction of increasing brightness in degrees, above −180 to 180, shape (H, W).

        0 points to the right, 90 down (rows run downwards). Where nothing responds it is 0 and means nothing.
        """
        # Adding 0 turns −0 into 0, which `arctan2` would answer with −180 degrees.
        return np.degrees(np.arctan2(self.gy + 0.0, self.gx + 0.0))

    @property
    def maximum(self) -> float:
        """The largest magnitude."""
        return float(self.magnitude.max())

    @property
    def at_peak(self) -> NDArray[np.bool_]:
        """Which pixels have the largest magnitude, rounding aside, shape (H, W); none if nothing responds."""
        return self.responding & (self.magnitude >= self.maximum * (1 - ALIKE))

    @property
    def peaks(self) -> tuple[tuple[int, int], ...]:
        """The (row, column) of every pixel `at_peak`."""
        return tuple((int(row), int(column)) for row, column in np.argwhere(self.at_peak))

    @property
    def peak_count(self) -> int:
        """How many pixels stand `at_peak`."""
        return int(self.at_peak.sum())

    @property
    def peak_columns(self) -> tuple[int, ...]:
        """The columns that hold a peak."""
        return tuple(sorted({column for _, column in self.peaks}))

    @property
    def squared_maximum(self) -> float:
        """The square of the largest magnitude: Gx² + Gy² there; `InputError` if that is beyond the range of floats."""
        with np.errstate(over="ignore"):
            return stays_finite("gx, gy", self.gx, float((self.gx**2 + self.gy**2).max()))

    @property
    def responding(self) -> NDArray[np.bool_]:
        """Which pixels respond at all, shape (H, W)."""
        return self.magnitude > 0

    @property
    def responding_count(self) -> int:
        """How many pixels respond."""
        return int(self.responding.sum())

    @property
    def columns_responding(self) -> tuple[int, ...]:
        """The columns in which some pixel responds."""
        return tuple(int(column) for column in np.flatnonzero(self.responding.any(axis=0)))


def detect_edges(image: ArrayLike, *, operator: str = "sobel", padding_mode: str = "zero") -> EdgeMaps:
    """Return the gradient maps of `image`, of the image's own size.

    Parameters
    ----------
    image : array of shape (H, W)
        At least 2 pixels on each side.
    operator : str, optional
        One of `convmath.convolution.filters.gradient_operators`.
    padding_mode : str, optional
        What lies beyond the border: "zero", "replicate", "reflect" or "circular".

    Raises
    ------
    InputError
        If the image is empty, too small, not two-dimensional or not finite, or a name is unknown.

    Examples
    --------
    >>> from convmath.images.named_images import vertical_edge
    >>> detect_edges(vertical_edge(4, 6, column=3), padding_mode="replicate").gx[1].tolist()
    [0.0, 0.0, 4.0, 4.0, 0.0, 0.0]
    """
    array = _image(image)
    gx, gy = (
        without_rounding(
            cross_correlate2d(array, kernel.matrix, padding="same", padding_mode=padding_mode), array, kernel
        )
        for kernel in (gradient_x(operator), gradient_y(operator))
    )
    stays_finite("image", array, math.hypot(np.abs(gx).max(), np.abs(gy).max()))
    return EdgeMaps(gx, gy)


def without_rounding(
    responses: NDArray[np.float64], image: NDArray[np.float64], kernel: SeparableKernel
) -> NDArray[np.float64]:
    """Return `responses` with 0 in place of those that are nothing but rounding error, at the scale of the image."""
    strongest = np.abs(image).max() * np.abs(kernel.matrix).sum()
    return np.where(np.abs(responses) <= SILENT * strongest, 0.0, responses)


def _image(image: ArrayLike) -> NDArray[np.float64]:
    array: NDArray[np.float64] = finite_array("image", image).astype(np.float64)
    if min(array.shape) < 2:
        raise bad("image", array, "an image of at least 2 by 2 pixels")
    return array
