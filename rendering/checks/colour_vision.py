"""Simulate colour vision deficiencies, and check that colours with a meaning remain distinguishable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rendering.checks.colour import Floats, difference, from_hex, to_linear, to_srgb

LEAST_DIFFERENCE = 8.0
"""The least CIEDE2000 difference between two roles in one frame.

Side by side, large areas are told apart from about 1 on. Lines and letters are small: for marks of a third of a
degree, half of all readers need CIELAB differences of 7 to 12 (M. Stone, D. A. Szafir and V. Setlur, An engineering
model for color difference as a function of size, Color and Imaging Conference, 2014), which in CIEDE2000 is about half
as much for colours as strong as these.
"""

SIMULATIONS: Mapping[str, Floats] = MappingProxyType(
    {
        "normal": np.eye(3),
        "protan": np.array(
            [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
        ),
        "deutan": np.array(
            [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
        ),
        "tritan": np.array(
            [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
        ),
    }
)
"""What dichromats see, as a matrix on linear sRGB: G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, A
physiologically-based model for simulation of color vision deficiency, IEEE Transactions on Visualization and Computer
Graphics 15(6):1291-1298, 2009, at severity 1."""

PRESENT = 1e-4
"""The least share of the frame for a role to count as shown: 40 pixels at 480 lines."""

_SAME = 3
"""Levels by which a pixel of a role may differ from the role's colour."""


@dataclass(frozen=True)
class Pair:
    """Two roles in one frame, and their difference for the kind of sight to which they look most alike."""

    first: str
    second: str
    difference: float
    sight: str


def simulated(srgb: ArrayLike, sight: str) -> Floats:
    """Return sRGB colours, shape (..., 3), as people with a kind of sight see them.

    Parameters
    ----------
    srgb
        Colours in 0 … 1.
    sight
        A key of `SIMULATIONS`.

    Examples
    --------
    >>> simulated([1.0, 1.0, 1.0], "deutan").round(3).tolist()
    [1.0, 1.0, 1.0]
    """
    return to_srgb(to_linear(srgb) @ SIMULATIONS[sight].T)


@dataclass(frozen=True, eq=False)
class FrameColours:
    """The colours of one frame: levels of red, green and blue, shape (n, 3), and the share of pixels of each, (n,)."""

    levels: NDArray[np.int64]
    shares: Floats


def frame_colours(pixels: NDArray[np.uint8]) -> FrameColours:
    """Return the colours that more than one pixel of a frame, shape (height, width, 3 or 4), has."""
    wide = pixels.astype(np.int32)  # a colour has 24 bits; half the width sorts four times as fast
    packed, counts = np.unique(wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2], return_counts=True)
    packed, counts = packed[counts > 1], counts[counts > 1]
    levels = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=-1)
    return FrameColours(levels, counts / (pixels.shape[0] * pixels.shape[1]))


def shown_roles(colours: FrameColours, roles: Mapping[str, str]) -> dict[str, str]:
    """Return the roles whose colour fills at least `PRESENT` of a frame."""
    shown = {}
    for role, colour in roles.items():
        close = np.abs(colours.levels - np.rint(from_hex(colour) * 255)).max(axis=-1) <= _SAME
        if colours.shares[close].sum() >= PRESENT:
            shown[role] = colour
    return shown


def nearest_pair(roles: Mapping[str, str]) -> Pair | None:
    """Return the two roles that are hardest to tell apart for any kind of sight; None if there are no two.

    Roles of the same colour are meant to be the same, and are left out.
    """
    pairs = [(one, other) for one, other in combinations(roles, 2) if roles[one].upper() != roles[other].upper()]
    found = (
        Pair(one, other, float(apart), sight)
        for sight in SIMULATIONS
        for (one, other), apart in zip(pairs, _differences(pairs, roles, sight), strict=True)
    )
    return min(found, key=lambda pair: pair.difference, default=None)


def _differences(pairs: list[tuple[str, str]], roles: Mapping[str, str], sight: str) -> Floats:
    if not pairs:
        return np.zeros(0)
    first, second = (simulated(np.array([from_hex(roles[pair[side]]) for pair in pairs]), sight) for side in (0, 1))
    return difference(first, second)
