"""What a GIF has to show: for each picture, which pixels change, to which colour, and how long that colour stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rendering.animated.frame_spool import FrameSpool, Rgb
from rendering.animated.palette import Histogram, Packed, pack

SHORT = 4_000_000
"""Changing pixels, of all pictures together, up to which a film is held in memory and written with more effort."""

ON_PAPER = 100
"""Hundredths of a second for which the first picture counts at least, as it is all that paper shows."""


@dataclass(frozen=True)
class Change:
    """How a picture differs from the one before it.

    Parameters
    ----------
    where
        The pixels that change, by their number in reading order, ascending; all of them in the first picture.
    colours
        What they become.
    stands
        For how many hundredths of a second each keeps that colour, where that is known, else as long as the picture;
        in the first picture at least `ON_PAPER`.
    delay
        For how many hundredths of a second the picture stands.
    """

    where: NDArray[np.int32]
    colours: Packed
    stands: NDArray[np.int32]
    delay: int


class FrameChanges:
    """Pictures in succession, each with its time.

    Parameters
    ----------
    reel
        Where the pictures are.
    shown
        Their numbers, and for how many hundredths of a second each stands.
    scale
        Of the pictures' own size.
    """

    def __init__(self, reel: FrameSpool, shown: Sequence[tuple[int, int]], scale: Fraction = Fraction(1)) -> None:
        self._reel = reel
        self._scale = scale
        self.shown = list(_merged(shown))
        height, width = self.picture(self.shown[0][0]).shape[:2]
        self.size = (width, height)
        self.duration = sum(delay for _, delay in self.shown)
        held, pixels = [], 0
        for change in self._compared():
            held.append(change)
            pixels += len(change.where)
            if pixels > max(SHORT, width * height):
                break
        self._held = _with_times(held, width * height) if pixels <= max(SHORT, width * height) else None

    @property
    def is_short(self) -> bool:
        """Whether little enough changes to try more than one way to write it, with the time each colour stands."""
        return self._held is not None

    def picture(self, number: int) -> Rgb:
        """Return one of the reel's pictures at the film's size."""
        picture = self._reel.picture(number)
        if self._scale == 1:
            return picture
        height, width = picture.shape[:2]
        size = (max(1, round(width * self._scale)), max(1, round(height * self._scale)))
        return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))

    def changes(self) -> Iterator[Change]:
        """Yield what changes with each picture; equal pictures in a row are one."""
        yield from self._compared() if self._held is None else self._held

    def histogram(self) -> Histogram:
        """Count the colours that pixels change to, each by how long it stands."""
        return Histogram.total([Histogram.of(change.colours, change.stands) for change in self.changes()])

    def _compared(self) -> Iterator[Change]:
        """Compare each picture with the one before it."""
        before: Packed | None = None
        latest: Change | None = None
        for number, delay in self.shown:
            packed = pack(self.picture(number)).ravel()
            where = np.arange(len(packed)) if before is None else np.flatnonzero(packed != before)
            before = packed
            if latest is not None and not len(where):
                latest = _lasting(latest, delay)
                continue
            if latest is not None:
                yield latest
            latest = Change(where.astype(np.int32), packed[where], np.full(len(where), delay, np.int32), delay)
        if latest is not None:
            yield latest


def _merged(shown: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield pictures that are shown several times in a row once, for longer."""
    held: tuple[int, int] | None = None
    for number, delay in shown:
        if held is not None and held[0] == number:
            held = (number, held[1] + delay)
            continue
        if held is not None:
            yield held
        held = (number, delay)
    if held is not None:
        yield held


def _lasting(change: Change, longer: int) -> Change:
    return Change(change.where, change.colours, change.stands + longer, change.delay + longer)


def _with_times(changes: Sequence[Change], pixels: int) -> list[Change]:
    """Return the same with the time each colour stands, found from the end."""
    clock = sum(change.delay for change in changes)
    until = np.full(pixels, clock, np.int32)
    known: list[Change] = []
    for change in reversed(changes):
        clock -= change.delay
        known.append(Change(change.where, change.colours, until[change.where] - clock, change.delay))
        until[change.where] = clock
    first = known.pop()
    first = replace(first, stands=np.maximum(first.stands, ON_PAPER))
    return [first, *known[::-1]]
