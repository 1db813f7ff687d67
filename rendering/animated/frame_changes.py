"""What a GIF has to show: for each picture, which pixels change, to which colour, and for how long they keep it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rendering.animated.frame_spool import FrameSpool, Rgb
from rendering.animated.palette import Histogram, Packed, pack

MOST_HELD_PIXELS = 4_000_000
"""Changing pixels of all pictures together, up to which all changes are held in memory and encoded with more effort.

Finding how long each colour lasts takes a pass from the end, and finding the smallest file takes several passes of the
encoder: too much time, and memory (12 bytes a pixel), where more changes.
"""

LEAST_FIRST_DURATION = 100
"""Hundredths of a second that the first picture counts as at least when errors are weighed by time.

On paper the first picture is all there is, so it must not be coarse merely because it lasts a moment.
"""


@dataclass(frozen=True)
class Change:
    """How a picture differs from the one before it.

    Parameters
    ----------
    positions
        The pixels that change, by their number in reading order, ascending; all of them in the first picture.
    colours
        The colour that each becomes.
    durations
        For how many hundredths of a second each keeps that colour, where that is known, else as long as the picture;
        in the first picture at least `LEAST_FIRST_DURATION`.
    delay
        For how many hundredths of a second the picture is shown.
    """

    positions: NDArray[np.int32]
    colours: Packed
    durations: NDArray[np.int32]
    delay: int


class FrameChanges:
    """The changes from picture to picture of an animation; iterate over it to get them, equal pictures in a row as one.

    Parameters
    ----------
    spool
        Holds the pictures.
    shown
        Their numbers in order, and for how many hundredths of a second each is shown.
    scale
        Fraction of the pictures' own size to scale them to.
    """

    def __init__(self, spool: FrameSpool, shown: Sequence[tuple[int, int]], scale: Fraction = Fraction(1)) -> None:
        self._spool = spool
        self._scale = scale
        self.shown = list(_merged(shown))
        height, width = self.picture(self.shown[0][0]).shape[:2]
        self.size = (width, height)
        self.duration = sum(delay for _, delay in self.shown)
        held, pixels = [], 0
        for change in self._compared():
            held.append(change)
            pixels += len(change.positions)
            if pixels > max(MOST_HELD_PIXELS, width * height):
                break
        is_small = pixels <= max(MOST_HELD_PIXELS, width * height)
        self._held = _with_durations(held, width * height) if is_small else None

    @property
    def is_held(self) -> bool:
        """Whether all changes are held in memory, with the time each colour lasts, so that several passes are cheap."""
        return self._held is not None

    def picture(self, number: int) -> Rgb:
        """Return one of the spool's pictures, scaled."""
        picture = self._spool.picture(number)
        if self._scale == 1:
            return picture
        height, width = picture.shape[:2]
        size = (max(1, round(width * self._scale)), max(1, round(height * self._scale)))
        return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))

    def __iter__(self) -> Iterator[Change]:
        yield from self._compared() if self._held is None else self._held

    def histogram(self) -> Histogram:
        """Count the colours that pixels change to, each weighted by how long it lasts."""
        return Histogram.total([Histogram.of(change.colours, change.durations) for change in self])

    def _compared(self) -> Iterator[Change]:
        """Compare each picture with the one before it."""
        before: Packed | None = None
        latest: Change | None = None
        for number, delay in self.shown:
            packed = pack(self.picture(number)).ravel()
            positions = np.arange(len(packed)) if before is None else np.flatnonzero(packed != before)
            before = packed
            if latest is not None and not len(positions):
                latest = _prolonged(latest, delay)
                continue
            if latest is not None:
                yield latest
            durations = np.full(len(positions), delay, np.int32)
            latest = Change(positions.astype(np.int32), packed[positions], durations, delay)
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


def _prolonged(change: Change, longer: int) -> Change:
    return replace(change, durations=change.durations + longer, delay=change.delay + longer)


def _with_durations(changes: Sequence[Change], pixels: int) -> list[Change]:
    """Return the changes with the time each colour lasts, found by going backwards from the end."""
    time = sum(change.delay for change in changes)
    next_change = np.full(pixels, time, np.int32)
    known: list[Change] = []
    for change in reversed(changes):
        time -= change.delay
        known.append(replace(change, durations=next_change[change.positions] - time))
        next_change[change.positions] = time
    first = known.pop()
    first = replace(first, durations=np.maximum(first.durations, LEAST_FIRST_DURATION))
    return [first, *known[::-1]]
