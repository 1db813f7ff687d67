"""How long an animated image moves by itself, in formats that cannot be paused."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from rendering.core.frames import Beat, Frame, Pixels
from rendering.core.sinks import BaseSink

MAX_MOVING_SECONDS = 5.0
"""Seconds that something beside other content may move by itself without a way to stop it (WCAG 2.2, 2.2.2)."""


class Motion(BaseSink):
    """A sink that records at which frames the picture changes."""

    def __init__(self) -> None:
        self.changes: list[int] = []
        self._latest: Pixels | None = None

    def write(self, frame: Frame) -> None:
        """Compare the picture with the one before it."""
        if self._latest is None or (frame.changed != [] and not np.array_equal(frame.pixels, self._latest)):
            self.changes.append(frame.index)
            self._latest = frame.pixels.copy()


def moving_seconds(changes: Sequence[int], beats: Sequence[Beat], rate: Fraction, passes: int) -> float:
    """Return for how many seconds beats that start by themselves move until the last change.

    Parameters
    ----------
    changes
        The frames at which the picture changes.
    beats
        The beats that are played, in order.
    rate
        Frames a second.
    passes
        How often they are played; 0 is for ever.

    Examples
    --------
    >>> moving_seconds([0, 10, 20], [Beat("all", 0, 40)], Fraction(10), passes=2)
    6.0
    """
    length, moved = 0, 0  # frames of one pass so far, and up to its last change
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
