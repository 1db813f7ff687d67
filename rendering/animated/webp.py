"""Make a lossless animated WebP: with the GIF's timing, but every pixel as it was drawn."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import zip_longest

import numpy as np
from PIL import Image, features

from rendering.animated.animated_image import AnimatedImage
from rendering.animated.frame_changes import FrameChanges
from rendering.animated.frame_spool import FrameSpool, Rgb
from rendering.animated.gif_proof import DamagedError, by_pillow
from rendering.animated.timing import plan_timing
from rendering.core.errors import UserError
from rendering.core.frames import Performance
from rendering.core.job import GifOptions

EFFORT = {"method": 4, "quality": 100}
"""Settings of libwebp's lossless compressor: its slowest methods save 1 % of the bytes in ten times the time."""


def make_webp(spool: FrameSpool, performance: Performance, options: GifOptions) -> AnimatedImage:
    """Return a scene's excerpt as WebP, with the GIF's delays and plays, but exact.

    Raises
    ------
    UserError
        If the scene names a beat it does not have, or says that it loops and does not, or Pillow has no WebP.
    DamagedError
        If the file does not decode to the frames.
    """
    if not features.check("webp"):
        raise UserError("this Pillow was built without WebP; install one from its own wheel")
    timing = plan_timing(spool, performance, Fraction(options.rate), options)
    frame_changes = FrameChanges(spool, timing.shown)
    pictures, delays = zip(*_pictures(frame_changes, timing.final_hold), strict=True)
    data = _encoded(pictures, delays, timing.plays)
    _verify(data, pictures, delays)
    notes = ("begins with its last picture, as its first is nearly empty",) if timing.starts_with_last else ()
    return AnimatedImage(
        data=data,
        size=frame_changes.size,
        frames=len(pictures),
        duration=timing.duration,
        plays=timing.plays,
        notes=notes,
    )


def _pictures(frame_changes: FrameChanges, final_hold: int) -> Iterator[tuple[Rgb, int]]:
    """Yield pictures and for how many hundredths of a second each is shown; equal ones in a row are one."""
    held: tuple[Rgb, int] | None = None
    for number, delay in frame_changes.shown:
        picture = frame_changes.picture(number)
        if held is not None and np.array_equal(held[0], picture):
            held = (held[0], held[1] + delay)
            continue
        if held is not None:
            yield held
        held = (picture, delay)
    if held is not None:
        yield held[0], held[1] + final_hold


def _encoded(pictures: Sequence[Rgb], delays: Sequence[int], plays: int) -> bytes:
    """Return the file: libwebp crops each picture to what changes, and tries whether the whole picture is smaller.

    A single picture is written as a still, which has no delay.
    """
    first, *others = (Image.fromarray(picture) for picture in pictures)
    file = io.BytesIO()
    times = [10 * delay for delay in delays]
    options = {"lossless": True, "minimize_size": True, **EFFORT}
    first.save(file, "WEBP", save_all=bool(others), append_images=others, duration=times, loop=plays, **options)
    return file.getvalue()


def _verify(data: bytes, pictures: Sequence[Rgb], delays: Sequence[int]) -> None:
    """Decode the file and raise `DamagedError` unless every pixel and every delay is as it was."""
    for number, (decoded, wanted) in enumerate(zip_longest(by_pillow(data), zip(pictures, delays, strict=True))):
        if decoded is None or wanted is None:
            raise DamagedError(f"the WebP has fewer or more than {len(pictures)} pictures")
        if not np.array_equal(decoded[0], wanted[0]):
            raise DamagedError(f"picture {number} of the WebP is not what was drawn")
        if len(pictures) > 1 and decoded[1] != wanted[1]:
            raise DamagedError(f"picture {number} of the WebP lasts {decoded[1]} cs, not {wanted[1]}")
