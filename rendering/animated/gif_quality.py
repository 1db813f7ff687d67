"""Find the smallest GIF of the quality asked for.

The mean squared error that the quality allows can be spent in two ways: on a smaller palette, whose indices take fewer
bits, and on a tolerance, which leaves LZW more choice. How much either saves depends on the pictures, so both are
adjusted over a few passes of the encoder, each of which shows how much error its tolerance really added.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from rendering.animated import gif_format
from rendering.animated.frame_changes import FrameChanges
from rendering.animated.gif_encoder import EncodedGif, GifEncoder
from rendering.animated.palette import Colours, Histogram, choose_palette, error_of

PALETTE_SIZES = (15, 23, 31, 47, 63, 79, 95, 111, 127, 143, 159, 175, 191, 207, 223, 239, gif_format.LARGEST_PALETTE)
"""Palette sizes to choose from: multiples of 8 or 16 less the index that leaves a pixel unchanged."""
PALETTE_FRACTION = 0.75
"""Fraction of the error allowed that the palette may use in the first pass; the rest is left for the tolerance."""
SLACK = 1.1
"""Where not even the largest palette reaches the quality: the error allowed instead, relative to that palette's own."""
ENOUGH = 0.9
"""Fraction of the error allowed from which a file counts as using it up: no other could be much smaller."""
WORST = 10.0
"""How much larger than the error allowed that of a single picture may be: 10 dB."""
MOST_PASSES = 4
"""Passes of the encoder over the whole GIF."""
TOLERANCE, MOST_TOLERANCE = 4_000.0, 12_000.0
"""The tolerance tried first, and the most: above it files hardly get smaller, and fewer colours save more."""
PALETTE_AIM, TOLERANCE_AIM = 0.98, 0.93
"""Fractions of the error allowed to aim at: the error of another palette is known, that of another tolerance is not."""
LEAST_REDUCTION, MOST_REDUCTION = 0.9, 0.02
"""By which factor the added error is reduced at least after a pass that was too coarse; and the tolerance at most."""
STEEPNESS = 0.6
"""The added error grows about as this power of the tolerance."""


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
class Requirements:
    """What a GIF has to fulfil.

    Parameters
    ----------
    psnr
        The least peak signal-to-noise ratio in decibels, of all pixels weighted by the time they last.
    colours
        The most colours.
    plays
        How often it plays; 0 is for ever.
    final_hold
        For how many hundredths of a second longer its last picture is shown.
    tolerance
        The tolerance to try first.
    """

    psnr: float
    colours: int
    plays: int
    final_hold: int = 0
    tolerance: float = TOLERANCE


def encode_smallest(frame_changes: FrameChanges, requirements: Requirements) -> EncodedGif:
    """Return the smallest file found that fulfils the quality; where there is none, one nearly of the best quality.

    Pictures of no more colours than the palette holds are written exactly.
    """
    palettes = _Palettes(frame_changes.histogram(), requirements.colours)

    def encode(palette: Colours, tolerance: float) -> EncodedGif:
        encoder = GifEncoder(frame_changes, palette, palettes.histogram)
        return encoder.encode(tolerance, plays=requirements.plays, final_hold=requirements.final_hold)

    if not palettes.least:
        return encode(palettes.largest, 0.0)
    target = max(squared_error(requirements.psnr), palettes.least * SLACK)
    palette, tolerance = palettes.within(target * PALETTE_FRACTION), requirements.tolerance
    best: EncodedGif | None = None
    was_too_coarse = False
    for _ in range(MOST_PASSES if frame_changes.is_held else 1):
        encoded = encode(palette, tolerance)
        if encoded.worst > target * WORST:
            palette, tolerance = palettes.within(palettes.error(palette) / 2), tolerance / 2
            continue
        too_coarse = encoded.error > target
        if not too_coarse and (best is None or len(encoded.data) < len(best.data)):
            best = encoded
        if best is not None and (best is not encoded or encoded.error >= ENOUGH * target):
            break  # this pass saved nothing, or there is no error left to spend
        added = max(encoded.error - palettes.error(palette), 1e-9)
        other = palettes.within(PALETTE_AIM * target - added)
        # Prefer to change the palette, at the same tolerance; change the tolerance where no other size fits, or where a
        # larger palette has just failed to make up for it.
        if len(other) == len(palette) or (too_coarse and was_too_coarse):
            if not too_coarse and tolerance == MOST_TOLERANCE:
                break
            factor = max(TOLERANCE_AIM * target - palettes.error(palette), 0.0) / added
            change = (min(factor, LEAST_REDUCTION) if too_coarse else factor) ** (1 / STEEPNESS)
            tolerance = min(tolerance * max(change, MOST_REDUCTION), MOST_TOLERANCE)
        else:
            palette = other
        was_too_coarse = too_coarse
    return best or encode(palettes.largest, 0.0)


class _Palettes:
    """Palettes of several sizes for the same colours, each computed when it is first needed.

    Parameters
    ----------
    histogram
        The colours.
    most
        The largest size.
    """

    def __init__(self, histogram: Histogram, most: int) -> None:
        self.histogram = histogram
        self._sizes = [size for size in PALETTE_SIZES if size < min(most, len(histogram.packed))] + [most]
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
        """Return the smallest palette of no more error, or the largest, by bisection: error falls with size."""
        low, high = 0, len(self._sizes) - 1
        while low < high:
            middle = (low + high) // 2
            if self._of(self._sizes[middle])[1] <= error:
                high = middle
            else:
                low = middle + 1
        return self._of(self._sizes[low])[0]

    def error(self, palette: Colours) -> float:
        """Return the mean squared error of showing each colour as the palette's nearest entry."""
        return error_of(self.histogram, palette)

    def _of(self, size: int) -> tuple[Colours, float]:
        if size not in self._made:
            palette = choose_palette(self.histogram, size)
            self._made[size] = (palette, error_of(self.histogram, palette))
        return self._made[size]
