"""Find the smallest way to write a film as a GIF that keeps the quality asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rendering.animated import gif_format
from rendering.animated.frame_changes import FrameChanges
from rendering.animated.gif_encoder import Encoder, Written
from rendering.animated.palette import Colours, Histogram, choose, error_of

SIZES = (15, 23, 31, 47, 63, 79, 95, 111, 127, 143, 159, 175, 191, 207, 223, 239, gif_format.LARGEST_PALETTE)
"""Of palettes, to choose from."""
PALETTE_SHARE = 0.75
"""Of the error allowed, what the palette may use up at first; the rest serves to draw more coarsely."""
SLACK = 1.1
"""How much more error than the largest palette's own is allowed at least."""
ENOUGH = 0.9
"""Of the error allowed; a file that uses up as much could hardly be smaller."""
WORST = 10.0
"""How much more error than all together a single picture may have: 10 dB."""
MOST_PASSES = 4
TOLERANCE, MOST_TOLERANCE = 4_000.0, 12_000.0
"""What is tried first, and the most: files hardly get smaller by more, it pays to have fewer colours instead."""
STEEPNESS = 0.6
"""The error that is added grows about as this power of the tolerance."""


def squared_error(psnr: float) -> float:
    """Return the mean squared error of 8-bit samples at a peak signal-to-noise ratio in decibels.

    Examples
    --------
    >>> round(squared_error(50.0), 3)
    0.65
    """
    return float(255**2 / 10 ** (psnr / 10))


def decibels(error: float) -> float:
    """Return the peak signal-to-noise ratio of a mean squared error; the inverse of `squared_error`."""
    return math.inf if error <= 0 else 10 * math.log10(255**2 / error)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a GIF has to be.

    Parameters
    ----------
    psnr
        The least peak signal-to-noise ratio in decibels, of all pixels over the time they stand.
    colours
        The most colours.
    plays
        How often it plays; 0 is for ever.
    rest
        For how many hundredths of a second its last picture stands beyond its time.
    tolerance
        What to try first.
    """

    psnr: float
    colours: int
    plays: int
    rest: int = 0
    tolerance: float = TOLERANCE


def smallest(film: FrameChanges, order: Order) -> Written:
    """Return the smallest file of the quality asked for that is found; where there is none, one nearly of the best.

    A film of few colours is written exactly.
    """
    palettes = _Palettes(film.histogram(), order.colours)
    if not palettes.least:
        return Encoder(film, palettes.largest, palettes.histogram).write(0.0, plays=order.plays, rest=order.rest)
    target = max(squared_error(order.psnr), palettes.least * SLACK)
    palette, tolerance = palettes.within(target * PALETTE_SHARE), order.tolerance
    best: Written | None = None
    was_too_coarse = False
    for _ in range(MOST_PASSES if film.is_short else 1):
        encoder = Encoder(film, palette, palettes.histogram)
        written = encoder.write(tolerance, plays=order.plays, rest=order.rest)
        if written.worst > target * WORST:
            palette, tolerance = palettes.within(palettes.error(palette) / 2), tolerance / 2
            continue
        too_coarse = written.error > target
        if not too_coarse and (best is None or len(written.data) < len(best.data)):
            best = written
        if best is not None and (best is not written or written.error >= ENOUGH * target):
            break
        added = max(written.error - palettes.error(palette), 1e-9)
        other = palettes.within(0.98 * target - added)
        if len(other) == len(palette) or (too_coarse and was_too_coarse):
            if not too_coarse and tolerance == MOST_TOLERANCE:
                break
            spare = max(0.93 * target - palettes.error(palette), 0.0) / added
            change = (min(spare, 0.9) if too_coarse else spare) ** (1 / STEEPNESS)
            tolerance = min(tolerance * max(change, 0.02), MOST_TOLERANCE)
        else:
            palette = other
        was_too_coarse = too_coarse
    return best or Encoder(film, palettes.largest, palettes.histogram).write(0.0, plays=order.plays, rest=order.rest)


class _Palettes:
    """Palettes of several sizes for the same colours, each made once.

    Parameters
    ----------
    histogram
        The colours.
    most
        The largest size.
    """

    def __init__(self, histogram: Histogram, most: int) -> None:
        self.histogram = histogram
        self._sizes = [size for size in SIZES if size < min(most, len(histogram.packed))] + [most]
        self._made: dict[int, tuple[Colours, float]] = {}

    @property
    def largest(self) -> Colours:
        """The largest palette."""
        return self._of(self._sizes[-1])[0]

    @property
    def least(self) -> float:
        """The error that the largest palette makes."""
        return self._of(self._sizes[-1])[1]

    def within(self, error: float) -> Colours:
        """Return the smallest palette of no more error, or the largest of all."""
        low, high = 0, len(self._sizes) - 1
        while low < high:
            middle = (low + high) // 2
            if self._of(self._sizes[middle])[1] <= error:
                high = middle
            else:
                low = middle + 1
        return self._of(self._sizes[low])[0]

    def error(self, palette: Colours) -> float:
        """Return the mean squared error a palette makes by itself."""
        return error_of(self.histogram, palette)

    def _of(self, size: int) -> tuple[Colours, float]:
        if size not in self._made:
            palette = choose(self.histogram, size)
            self._made[size] = (palette, error_of(self.histogram, palette))
        return self._made[size]
