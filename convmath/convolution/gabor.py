"""The Gabor function: a grating under a Gaussian, the standard model of a simple cell's receptive field."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from convmath.core.errors import bad, real_number, whole_number
from convmath.core.records import settle
from convmath.images.named_images import bar_coordinates

LONGEST_WAVE = 100
"""In sizes of the field. Of a longer one the field would hold next to nothing but rounding errors."""
FAINTEST = 1e-9
"""The least length of the weights before they are scaled, for the same reason."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gabor:
    """A Gabor receptive field, sampled on a square of pixels.

    Parameters
    ----------
    size : int
        The side of the square in pixels, odd.
    wavelength : float
        The period of the stripes in pixels, at least 2 and at most 100 times the size.
    orientation : float, optional
        The direction of the stripes, and so of the bar that the field prefers, in degrees anticlockwise from the
        horizontal: 90 is upright.
    phase : float, optional
        Where the stripes lie, in degrees: 0 has a bright stripe in the middle (even), 90 an edge with the bright side
        on the left (odd).
    bandwidth : float, optional
        The width of the tuning to spatial frequency, in octaves, at half height. A smaller bandwidth shows more
        stripes.
    aspect : float, optional
        The envelope's extent across the stripes divided by that along them, above 0.

    Raises
    ------
    InputError
        If a value is outside the range given above.

    Notes
    -----
    J. G. Daugman, Uncertainty relation for resolution in space, spatial frequency, and orientation optimized by
    two-dimensional visual cortical filters, Journal of the Optical Society of America A 2(7):1160-1169, 1985; fitted to
    simple cells of the cat by J. P. Jones and L. A. Palmer, Journal of Neurophysiology 58(6):1233-1258, 1987.

    Examples
    --------
    >>> upright = Gabor(size=21, wavelength=8)
    >>> bool(np.allclose(upright.turned(0).matrix, upright.matrix.T))
    True
    """

    size: int
    wavelength: float
    orientation: float = 90.0
    phase: float = 0.0
    bandwidth: float = 1.0
    aspect: float = 0.5

    def __post_init__(self) -> None:
        size = whole_number("size", self.size, at_least=3)
        if size % 2 == 0:
            raise bad("size", self.size, "an odd integer of at least 3, so that the field has a middle")
        settle(
            self,
            size=size,
            wavelength=real_number("wavelength", self.wavelength, at_least=2, at_most=LONGEST_WAVE * size),
            orientation=real_number("orientation", self.orientation),
            phase=real_number("phase", self.phase),
            bandwidth=real_number("bandwidth", self.bandwidth, at_least=0.1, at_most=5),
            aspect=real_number("aspect", self.aspect, at_least=0.05, at_most=20),
        )

    @property
    def sigma(self) -> float:
        """Standard deviation of the envelope across the stripes, in pixels, that gives the bandwidth."""
        ratio = (2**self.bandwidth + 1) / (2**self.bandwidth - 1)
        return self.wavelength / math.pi * math.sqrt(math.log(2) / 2) * ratio

    @property
    def envelope(self) -> NDArray[np.float64]:
        """The Gaussian window, 1 in the middle, shape (size, size)."""
        across, along = bar_coordinates(self.size, self.size, self.orientation)
        window: NDArray[np.float64] = np.exp(-0.5 * (across**2 + (self.aspect * along) ** 2) / self.sigma**2)
        return window

    @property
    def matrix(self) -> NDArray[np.float64]:
        """The weights, shape (size, size): they sum to 0, their squares to 1.

        A sum of 0 makes the field blind to uniform light, as simple cells nearly are; a raw even Gabor is not.

        Raises
        ------
        InputError
            If the pixels miss the stripes altogether: they all lie where stripes of 2 pixels change sign.
        """
        return _weights(self).copy()

    @property
    def partner(self) -> Gabor:
        """The same field a quarter of a period on; the two are a quadrature pair."""
        return replace(self, phase=self.phase + 90)

    def turned(self, orientation: float) -> Gabor:
        """Return the same field at another orientation, in degrees."""
        return replace(self, orientation=orientation)


@lru_cache(maxsize=64)
def _weights(field: Gabor) -> NDArray[np.float64]:
    across, _ = bar_coordinates(field.size, field.size, field.orientation)
    grating = np.cos(2 * math.pi * across / field.wavelength + math.radians(math.fmod(field.phase, 360)))
    window = field.envelope
    weights = window * (grating - (window * grating).sum() / window.sum())
    length = np.sqrt((weights**2).sum())
    if length < FAINTEST:
        raise bad("phase", field.phase, "a phase at which the pixels do not all lie between two stripes")
    scaled: NDArray[np.float64] = weights / length
    return scaled
