"""Make a GIF of the frames as drawn, not of an encoded video.

Pictures are taken evenly from the source frames, mapped to one global palette without dithering, and written as the
rectangles that change, no finer than the quality asked for. If the file is over its budget, the rate is reduced first,
then the colours, then the size. The finished file is decoded and compared with the frames.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from rendering.animated import gif_format, transparent_gif
from rendering.animated.animated_image import AnimatedImage
from rendering.animated.frame_changes import FrameChanges
from rendering.animated.frame_spool import FrameSpool
from rendering.animated.gif_proof import LEEWAY, DamagedError, verify
from rendering.animated.gif_quality import TOLERANCE, Requirements, decibels, encode_smallest
from rendering.animated.timing import Timing, plan_timing
from rendering.core.frames import Performance
from rendering.core.job import GifOptions

LOWER_RATES = (Fraction(25), Fraction(20), Fraction(50, 3), Fraction(25, 2))
"""Frames a second to step down through: each frame lasts whole hundredths of a second, GIF's unit of time."""
FEWER_COLOURS = (gif_format.LARGEST_PALETTE, 128, 64)
SMALLER_SIZES = (Fraction(1), Fraction(5, 6), Fraction(2, 3), Fraction(1, 2))
LONGEST_FOR_A_PAGE = 8.0
"""Seconds that a textbook's GIF should last at most."""


@dataclass(frozen=True)
class GifSettings:
    """One combination of rate, palette size and scale.

    Parameters
    ----------
    rate
        Frames a second.
    colours
        Largest size of the palette.
    scale
        Fraction of the source pictures' size.
    """

    rate: Fraction
    colours: int
    scale: Fraction

    def __str__(self) -> str:
        return f"{float(self.rate):.3g} frames a second, {self.colours} colours, {float(self.scale):.0%} of its size"


def make_gif(spool: FrameSpool, performance: Performance, options: GifOptions) -> AnimatedImage:
    """Return the GIF of a scene's excerpt, within its budget where that is possible.

    Raises
    ------
    UserError
        If the scene names a beat it does not have, or says that it loops and does not.
    DamagedError
        If the file does not decode to what was written.
    """
    settings = list(_settings(min(Fraction(options.rate), performance.stage.rate)))
    if performance.stage.transparent:
        return _make_transparent(spool, performance, options, settings)
    tolerance = TOLERANCE
    for setting in settings:
        timing = plan_timing(spool, performance, setting.rate, options)
        frame_changes = FrameChanges(spool, timing.shown, setting.scale)
        requirements = Requirements(
            psnr=options.psnr,
            colours=setting.colours,
            plays=timing.plays,
            final_hold=timing.final_hold,
            tolerance=tolerance,
        )
        encoded = encode_smallest(frame_changes, requirements)
        if len(encoded.data) <= options.max_bytes or setting == settings[-1]:
            break
        tolerance = encoded.tolerance or TOLERANCE  # what suited the last settings is a good first try for the next
    measurement = verify(encoded.data, frame_changes, final_hold=timing.final_hold)
    if abs(measurement.error - encoded.error) > LEEWAY:
        measured, counted = decibels(measurement.error), decibels(encoded.error)
        raise DamagedError(f"it is {measured:.2f} dB, not {counted:.2f} dB as written")
    psnr = decibels(measurement.error)
    notes = tuple(_notes(len(encoded.data), psnr, timing, setting, settings[0], options))
    return AnimatedImage(
        data=encoded.data,
        size=frame_changes.size,
        frames=encoded.frames,
        duration=measurement.duration,
        plays=timing.plays,
        psnr=psnr,
        notes=notes,
    )


def _make_transparent(
    spool: FrameSpool, performance: Performance, options: GifOptions, settings: list[GifSettings]
) -> AnimatedImage:
    """Return a GIF with a transparent background, within its budget where that is possible."""
    stage = performance.stage
    for setting in settings:
        timing = plan_timing(spool, performance, setting.rate, options)
        last, delay = timing.shown[-1]
        shown = (*timing.shown[:-1], (last, delay + timing.final_hold))
        size = max(1, round(stage.width * setting.scale)), max(1, round(stage.height * setting.scale))
        data, frames, error = transparent_gif.encode(spool, shown, size, setting.colours, timing.plays)
        if len(data) <= options.max_bytes:
            break
    psnr = decibels(error)
    return AnimatedImage(
        data=data,
        size=size,
        frames=frames,
        duration=timing.duration,
        plays=timing.plays,
        psnr=psnr,
        notes=tuple(_notes(len(data), psnr, timing, setting, settings[0], options)),
    )


def _settings(rate: Fraction) -> Iterator[GifSettings]:
    """Yield the settings to try, from the best down: rate is reduced first, then colours, then size."""
    setting = GifSettings(rate, FEWER_COLOURS[0], SMALLER_SIZES[0])
    yield setting
    for lower in LOWER_RATES:
        if lower < rate:
            setting = GifSettings(lower, setting.colours, setting.scale)
            yield setting
    for fewer in FEWER_COLOURS[1:]:
        setting = GifSettings(setting.rate, fewer, setting.scale)
        yield setting
    for smaller in SMALLER_SIZES[1:]:
        setting = GifSettings(setting.rate, setting.colours, smaller)
        yield setting


def _notes(
    size: int, psnr: float, timing: Timing, setting: GifSettings, best: GifSettings, options: GifOptions
) -> Iterator[str]:
    if setting != best:
        yield f"{setting}, to keep to {options.max_bytes:,} bytes"
    if size > options.max_bytes:
        yield f"{size:,} bytes is the least that could be done; the budget is {options.max_bytes:,}"
    if psnr < options.psnr:
        yield f"{psnr:.1f} dB is what {setting.colours} colours can do; {options.psnr:g} dB was asked for"
    if timing.starts_with_last:
        yield "begins with its last picture, as its first is nearly empty and would be all that paper shows"
    if timing.duration > LONGEST_FOR_A_PAGE + 0.1:
        limit = f"a GIF for a page should last at most {LONGEST_FOR_A_PAGE:g} s: name fewer beats"
        yield f"lasts {timing.duration:.1f} s; {limit}"
