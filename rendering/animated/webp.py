"""Animated WebP without loss: the same cut as the GIF's, every pixel as it was drawn."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

import numpy as np
from PIL import Image, features

from rendering.animated.frame_changes import FrameChanges
from rendering.animated.frame_spool import FrameSpool, Rgb
from rendering.animated.gif_proof import DamagedError, by_pillow
from rendering.animated.timing import cut
from rendering.core.errors import UserError
from rendering.core.frames import Performance
from rendering.core.job import GifOptions

EFFORT = {"method": 4, "quality": 100}
"""Of libwebp's lossless compressor: its slowest methods save a hundredth in ten times the time."""


@dataclass(frozen=True)
class WebP:
    """A finished animated WebP.

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
    plays
        How often it plays; 0 is for ever.
    notes
        What had to be done to it.
    """

    data: bytes
    size: tuple[int, int]
    frames: int
    duration: float
    plays: int
    notes: tuple[str, ...] = ()


def make_webp(reel: FrameSpool, performance: Performance, options: GifOptions) -> WebP:
    """Return the beats that make an animated picture as WebP, with the GIF's times and plays, but exact.

    Raises
    ------
    UserError
        If the scene names a beat it does not have, or says that it loops and does not, or Pillow has no WebP.
    DamagedError
        If the file does not decode to the frames.
    """
    if not features.check("webp"):
        raise UserError("this Pillow was built without WebP; install one from its own wheel")
    taken = cut(reel, performance, Fraction(options.rate), options)
    film = FrameChanges(reel, taken.shown)
    pictures, delays = zip(*_pictures(film, taken.rest), strict=True)
    data = _encoded(pictures, delays, taken.plays)
    _prove(data, pictures, delays)
    notes = ("begins with its last picture, as its first is nearly empty",) if taken.leads else ()
    return WebP(data, film.size, len(pictures), taken.duration, taken.plays, notes)


def _pictures(film: FrameChanges, rest: int) -> Iterator[tuple[Rgb, int]]:
    """Yield pictures and for how many hundredths of a second each stands; equal ones in a row are one."""
    held: tuple[Rgb, int] | None = None
    for number, delay in film.shown:
        picture = film.picture(number)
        if held is not None and np.array_equal(held[0], picture):
            held = (held[0], held[1] + delay)
            continue
        if held is not None:
            yield held
        held = (picture, delay)
    if held is not None:
        yield held[0], held[1] + rest


def _encoded(pictures: Sequence[Rgb], delays: Sequence[int], plays: int) -> bytes:
    """Return the file: libwebp crops the differences, and tries for each whether a whole picture is smaller.

    A single picture is a still, which has no delay.
    """
    first, *others = (Image.fromarray(picture) for picture in pictures)
    file = io.BytesIO()
    times = [10 * delay for delay in delays]
    options = {"lossless": True, "minimize_size": True, **EFFORT}
    first.save(file, "WEBP", save_all=bool(others), append_images=others, duration=times, loop=plays, **options)
    return file.getvalue()


def _prove(data: bytes, pictures: Sequence[Rgb], delays: Sequence[int]) -> None:
    """Open the file again and make sure that every pixel and every delay is as it was."""
    for number, (decoded, wanted) in enumerate(zip_longest(by_pillow(data), zip(pictures, delays, strict=True))):
        if decoded is None or wanted is None:
            raise DamagedError(f"the WebP has fewer or more than {len(pictures)} pictures")
        if not np.array_equal(decoded[0], wanted[0]):
            raise DamagedError(f"picture {number} of the WebP is not what was drawn")
        if len(pictures) > 1 and decoded[1] != wanted[1]:
            raise DamagedError(f"picture {number} of the WebP stands for {decoded[1]} cs, not {wanted[1]}")
