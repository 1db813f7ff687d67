"""Colorimetry: linear light, relative luminance, contrast, and perceived colour difference."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from skimage.color import deltaE_ciede2000, rgb2lab

Floats = NDArray[np.float64]

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_FLARE = 0.05
"""Light that a screen reflects, in WCAG's formula."""


def from_hex(text: str) -> Floats:
    """Return a colour written ``#RRGGBB`` as sRGB in 0 … 1.

    Raises
    ------
    ValueError
        If the text has another form.

    Examples
    --------
    >>> from_hex("#FF0080").round(3).tolist()
    [1.0, 0.0, 0.502]
    """
    digits = text.removeprefix("#")
    if len(digits) != 6:
        raise ValueError(f"{text!r} is not a colour such as #1A2B3C")
    return np.array([int(digits[place : place + 2], 16) for place in (0, 2, 4)]) / 255


def to_linear(srgb: ArrayLike) -> Floats:
    """Return sRGB in 0 … 1 as linear light (IEC 61966-2-1)."""
    encoded = np.asarray(srgb, dtype=np.float64)
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


LINEAR_OF_LEVEL = to_linear(np.arange(256) / 255)
"""The linear light of each level of a channel."""


def to_srgb(light: ArrayLike) -> Floats:
    """Return linear light, clipped to 0 … 1, as sRGB: the inverse of `to_linear`."""
    clipped = np.clip(np.asarray(light, dtype=np.float64), 0.0, 1.0)
    return np.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * clipped ** (1 / 2.4) - 0.055)


def luminance(srgb: ArrayLike) -> Floats:
    """Return the relative luminance of sRGB colours, shape (..., 3) to (...), 0 for black and 1 for white."""
    return relative_luminance(to_linear(srgb))


def relative_luminance(light: Floats) -> Floats:
    """Return the relative luminance of linear red, green and blue, shape (..., 3) to (...)."""
    return np.asarray(light @ _LUMINANCE)


def contrast(first: ArrayLike, second: ArrayLike) -> Floats:
    """Return the contrast ratio of sRGB colours, from 1 to 21 (WCAG 2.2).

    Examples
    --------
    >>> round(float(contrast([0, 0, 0], [1, 1, 1])), 2)
    21.0
    """
    one, other = luminance(first) + _FLARE, luminance(second) + _FLARE
    return np.asarray(np.maximum(one, other) / np.minimum(one, other))


def difference(first: ArrayLike, second: ArrayLike) -> Floats:
    """Return the CIEDE2000 difference of sRGB colours; 1 is about the least that is noticed side by side.

    G. Sharma, W. Wu and E. N. Dalal, The CIEDE2000 color-difference formula, Color Research & Application 30(1):21-30,
    2005.
    """
    one, other = (rgb2lab(np.atleast_2d(np.asarray(colours, dtype=np.float64))) for colours in (first, second))
    return np.asarray(deltaE_ciede2000(one, other), dtype=np.float64)
