"""Make a GIF of the frames themselves, never of an encoded video.

Pictures are taken evenly from the source frames, mapped to one global palette without dithering, and written as the
rectangles that change, no finer than the quality asked for. If the file is over its budget, the rate goes down first,
then the colours, then the size. At last it is opened again and compared with the frames.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from rendering.animated import gif_format
from rendering.animated.frame_changes import FrameChanges
from rendering.animated.frame_spool import FrameSpool
from rendering.animated.gif_proof import LEEWAY, DamagedError, prove
from rendering.animated.gif_quality import TOLERANCE, Order, decibels, smallest
from rendering.animated.timing import Timing, cut
from rendering.core.frames import Performance
from rendering.core.job import GifOptions

LOWER_RATES = (Fraction(25), Fraction(20), Fraction(50, 3), Fraction(25, 2))
"""Frames a second to step down through: whole hundredths of a second each."""
FEWER_COLOURS = (gif_format.LARGEST_PALETTE, 128, 64)
SMALLER_SIZES = (Fraction(1), Fraction(5, 6), Fraction(2, 3), Fraction(1, 2))
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
        Size of the palette at most.
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
        The length of one showing in seconds.
    psnr
        Peak signal-to-noise ratio in decibels, of what two decoders make of it, against the frames it was made from.
    plays
        How often it plays; 0 is for ever.
    notes
        What had to be done to it.
    """

    data: bytes
    size: tuple[int, int]
    frames: int
    duration: float
    psnr: float
    plays: int
    notes: tuple[str, ...] = ()


def make_gif(reel: FrameSpool, performance: Performance, options: GifOptions) -> Gif:
    """Return the GIF of the beats that make it, within its budget where that can be.

    Raises
    ------
    UserError
        If the scene names a beat it does not have, or says that it loops and does not.
    DamagedError
        If the file does not decode to what was written.
    """
    settings = list(_settings(min(Fraction(options.rate), performance.stage.rate)))
    tolerance = TOLERANCE
    for setting in settings:
        taken = cut(reel, performance, setting.rate, options)
        film = FrameChanges(reel, taken.shown, setting.scale)
        order = Order(
            psnr=options.psnr, colours=setting.colours, plays=taken.plays, rest=taken.rest, tolerance=tolerance
        )
        written = smallest(film, order)
        if len(written.data) <= options.max_bytes or setting == settings[-1]:
            break
        tolerance = written.tolerance or TOLERANCE
    proof = prove(written.data, film, rest=taken.rest)
    if abs(proof.error - written.error) > LEEWAY:
        raise DamagedError(f"it is {decibels(proof.error):.2f} dB, not {decibels(written.error):.2f} dB as written")
    psnr = decibels(proof.error)
    notes = tuple(_notes(len(written.data), psnr, taken, setting, settings[0], options))
    return Gif(written.data, film.size, written.frames, proof.duration, psnr, taken.plays, notes)


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


def _notes(
    size: int, psnr: float, taken: Timing, setting: Setting, best: Setting, options: GifOptions
) -> Iterator[str]:
    if setting != best:
        yield f"{setting}, to keep to {options.max_bytes:,} bytes"
    if size > options.max_bytes:
        yield f"{size:,} bytes is the least that could be done; the budget is {options.max_bytes:,}"
    if psnr < options.psnr:
        yield f"{psnr:.1f} dB is what {setting.colours} colours can do; {options.psnr:g} dB was asked for"
    if taken.leads:
        yield "begins with its last picture, as its first is nearly empty and would be all that paper shows"
    if taken.duration > LONGEST + 0.1:
        yield f"lasts {taken.duration:.1f} s; a GIF for a page should last at most {LONGEST:g} s: name fewer beats"
