"""How long a picture moves by itself, in formats that nobody can pause."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from rendering.core.frames import Beat, Frame, Pixels
from rendering.core.sinks import BaseSink

LONGEST = 5.0
"""Seconds that something beside other content may move by itself without a way to stop it (WCAG 2.2, 2.2.2)."""


class Motion(BaseSink):
    """A sink that notes at which frames the picture changes."""

    def __init__(self) -> None:
        self.changes: list[int] = []
        self._latest: Pixels | None = None

    def write(self, frame: Frame) -> None:
        """Compare the picture with the one before it."""
        if self._latest is None or (frame.changed != [] and not np.array_equal(frame.pixels, self._latest)):
            self.changes.append(frame.index)
            self._latest = frame.pixels.copy()


def moving_seconds(changes: Sequence[int], beats: Sequence[Beat], rate: Fraction, passes: int) -> float:
    """Return for how many seconds beats that start by themselves move before they come to rest.

    Parameters
    ----------
    changes
        The frames at which the picture changes.
    beats
        What is played, in order.
    rate
        Frames a second.
    passes
        How often it is played; 0 is for ever.

    Examples
    --------
    >>> moving_seconds([0, 10, 20], [Beat("all", 0, 40)], Fraction(10), passes=2)
    6.0
    """
    length, moved = 0, 0
    for beat in beats:
        inside = [index for index in changes if beat.first < index < beat.stop]
        if length and beat.stop > beat.first:
            moved = length
        if inside:
            moved = length + max(inside) - beat.first
        length += beat.stop - beat.first
    if not moved:
        return 0.0
    if passes == 0:
        return math.inf
    return float(((passes - 1) * length + moved) / rate)
