"""Make a GIF of the frames themselves, never of an encoded video.

Pictures are taken evenly from the source frames, mapped to one global palette without dithering, and written as the
rectangles that change. If the file is over its budget, the rate goes down first, then the colours, then the size.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
from PIL import Image

from rendering import gif_format
from rendering.errors import UserError, unknown
from rendering.job import GifOptions
from rendering.palette import Histogram, Packed, choose, lookup, pack
from rendering.performance import Beat, Performance
from rendering.takes import Reel, Rgb

LOWER_RATES = (Fraction(25), Fraction(20), Fraction(50, 3), Fraction(25, 2))
"""Frames a second to step down through: whole hundredths of a second each."""
FEWER_COLOURS = (gif_format.LARGEST_PALETTE, 128, 64)
SMALLER_SIZES = (Fraction(1), Fraction(5, 6), Fraction(2, 3), Fraction(1, 2))
SHORTEST_DELAY = 2
"""Hundredths of a second; viewers slow down anything shorter to ten frames a second."""
LONGEST = 8.0
"""Seconds. A textbook's GIF should be no longer."""


@dataclass(frozen=True)
class Setting:
    """One way to write the same pictures.

    Parameters
    ----------
    rate
        Frames a second.
    colours
        Size of the palette.
    scale
        Of the taken pictures' size.
    """

    rate: Fraction
    colours: int
    scale: Fraction

    def __str__(self) -> str:
        return f"{float(self.rate):.3g} frames a second, {self.colours} colours, {float(self.scale):.0%} of its size"


@dataclass(frozen=True)
class Gif:
    """A finished GIF.

    Parameters
    ----------
    data
        The file's bytes.
    size
        Width and height in pixels.
    frames
        How many pictures it holds.
    duration
        Its length in seconds.
    notes
        What had to be done to it.
    """

    data: bytes
    size: tuple[int, int]
    frames: int
    duration: float = 0.0
    notes: tuple[str, ...] = ()


def excerpt(performance: Performance) -> tuple[Beat, ...]:
    """Return the beats that make the GIF: those the scene names, or all.

    Raises
    ------
    UserError
        If the scene names a beat it does not have.
    """
    names = performance.sidecar.get("gif_beats") or performance.stage.excerpt
    if not names:
        return performance.beats
    beats = {beat.name: beat for beat in performance.beats}
    for name in names:
        if name not in beats:
            raise UserError(unknown("beat", name, beats, where="gif_beats"))
    return tuple(beats[name] for name in names)


def showings(length: int, source: Fraction, rate: Fraction) -> list[tuple[int, int]]:
    """Return which of `length` source frames are shown, and for how many hundredths of a second.

    Frames are taken evenly; the rounding error is carried along, so the sum is the true length to one hundredth.

    Parameters
    ----------
    length
        How many source frames there are.
    source, rate
        Frames a second of the source and of the GIF.

    Examples
    --------
    >>> showings(4, Fraction(30), Fraction(15))
    [(0, 7), (2, 6)]
    """
    rate = min(rate, source, Fraction(100, SHORTEST_DELAY))
    edges = [round(100 * number / rate) for number in range(math.ceil(length * rate / source))]
    end = max(round(100 * length / source), SHORTEST_DELAY)
    while end - edges[-1] < SHORTEST_DELAY:
        edges.pop()
    spans = pairwise((*edges, end))
    return [(math.floor(number * source / rate), stop - start) for number, (start, stop) in enumerate(spans)]


def make_gif(reel: Reel, performance: Performance, options: GifOptions) -> Gif:
    """Return the GIF of the beats that make it, within its budget where that can be.

    Raises
    ------
    UserError
        If the scene names a beat it does not have.
    """
    order = _order(reel, excerpt(performance))
    source = performance.stage.rate
    duration = float(len(order) / source)
    plays = options.passes(duration)
    settings = list(_settings(min(Fraction(options.rate), source)))
    for setting in settings:
        budget = None if setting == settings[-1] else options.max_bytes
        gif = _encode(reel, order, source, setting, plays, budget)
        if gif is not None:
            return replace(gif, duration=duration, notes=tuple(_notes(gif, setting, settings[0], duration, options)))
    raise AssertionError("the last setting has no budget")


def _settings(rate: Fraction) -> Iterator[Setting]:
    """Return the ways to write it, from the best down: rate first, then colours, then size."""
    setting = Setting(rate, FEWER_COLOURS[0], SMALLER_SIZES[0])
    yield setting
    for lower in LOWER_RATES:
        if lower < rate:
            setting = Setting(lower, setting.colours, setting.scale)
            yield setting
    for fewer in FEWER_COLOURS[1:]:
        setting = Setting(setting.rate, fewer, setting.scale)
        yield setting
    for smaller in SMALLER_SIZES[1:]:
        setting = Setting(setting.rate, setting.colours, smaller)
        yield setting


def _notes(gif: Gif, setting: Setting, best: Setting, duration: float, options: GifOptions) -> Iterator[str]:
    if setting != best:
        yield f"{setting}, to keep to {options.max_bytes:,} bytes"
    if len(gif.data) > options.max_bytes:
        yield f"{len(gif.data):,} bytes is the least that could be done; the budget is {options.max_bytes:,}"
    if duration > LONGEST + 0.1:
        yield f"lasts {duration:.1f} s; a GIF for a page should last at most {LONGEST:g} s: name fewer beats"


def _order(reel: Reel, beats: Sequence[Beat]) -> list[int]:
    """Return, for each frame of the beats in order, the number of the kept picture it shows."""
    shown = reel.shown()
    return [shown[index] for beat in beats for index in range(beat.first, beat.stop)]


def _encode(
    reel: Reel, order: Sequence[int], source: Fraction, setting: Setting, plays: int, budget: int | None
) -> Gif | None:
    """Write the pictures one way, or return ``None`` as soon as the budget is passed."""
    shown = [(order[position], delay) for position, delay in showings(len(order), source, setting.rate)]
    histogram = _histogram(reel, shown, setting.scale)
    palette = choose(histogram, setting.colours)
    table = np.zeros(1 << 24, np.uint8)
    table[histogram.packed] = lookup(histogram.packed, palette)
    unchanged = len(palette)
    height, width = _scaled(reel.picture(shown[0][0]), setting.scale).shape[:2]
    parts = [gif_format.header((width, height), palette, plays)]
    length = len(parts[0])
    pictures = ((table[packed], delay) for packed, delay in _packed(reel, shown, setting.scale))
    for patch in gif_format.patches(pictures, unchanged):
        parts.append(gif_format.body(patch, unchanged))
        length += len(parts[-1])
        if budget is not None and length >= budget:
            return None
    return Gif(b"".join((*parts, gif_format.TRAILER)), (width, height), len(parts) - 1)


def _packed(reel: Reel, shown: Sequence[tuple[int, int]], scale: Fraction) -> Iterator[tuple[Packed, int]]:
    """Return the pictures shown as packed colours; one shown twice in a row comes once, for longer."""
    runs: list[tuple[int, int]] = []
    for number, delay in shown:
        if runs and runs[-1][0] == number:
            runs[-1] = (number, runs[-1][1] + delay)
        else:
            runs.append((number, delay))
    for number, delay in runs:
        yield pack(_scaled(reel.picture(number), scale)), delay


def _histogram(reel: Reel, shown: Sequence[tuple[int, int]], scale: Fraction) -> Histogram:
    """Count the colours of the first picture, and of what changes in each of the others."""
    parts: list[Histogram] = []
    previous: Packed | None = None
    for packed, _ in _packed(reel, shown, scale):
        changed = packed if previous is None else packed[packed != previous]
        if changed.size:
            parts.append(Histogram.of(changed))
        previous = packed
    return Histogram.total(parts)


def _scaled(picture: Rgb, scale: Fraction) -> Rgb:
    if scale == 1:
        return picture
    height, width = picture.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))
