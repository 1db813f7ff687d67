"""Open a finished GIF again, with two decoders that know nothing of each other, and compare it with its frames."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

import av
import numpy as np
from PIL import Image, ImageSequence

from rendering.animated.frame_changes import FrameChanges
from rendering.animated.frame_spool import Rgb
from rendering.animated.palette import is_grey

Shown = tuple[Rgb, int]
"""A picture, and for how many hundredths of a second it stands."""
LEEWAY = 0.01
"""Squared levels by which a measured error may differ from the one that was counted while writing."""


class DamagedError(RuntimeError):
    """A finished file does not hold what it was made from."""


@dataclass(frozen=True)
class Proof:
    """How a file compares with the frames it was made from.

    Parameters
    ----------
    error
        Mean squared error of red, green and blue over all pixels and the time they stand.
    worst
        The same of the worst picture.
    chroma
        How far red, green and blue of what was grey are apart, at most, in levels.
    delays
        For how many hundredths of a second each picture stands.
    """

    error: float
    worst: float
    chroma: int
    delays: tuple[int, ...]

    @property
    def duration(self) -> float:
        """The length of one showing in seconds."""
        return sum(self.delays) / 100


def by_pillow(data: bytes) -> Iterator[Shown]:
    """Yield a file's pictures as Pillow decodes them."""
    with Image.open(io.BytesIO(data)) as image:
        for frame in ImageSequence.Iterator(image):
            yield np.asarray(frame.convert("RGB")), round(float(frame.info.get("duration", 0)) / 10)


def by_ffmpeg(data: bytes) -> Iterator[Shown]:
    """Yield a GIF's pictures as FFmpeg decodes them."""
    with av.open(io.BytesIO(data), "r", format="gif") as container:
        for packet in container.demux(video=0):
            for frame in packet.decode():
                yield np.asarray(frame.to_ndarray(format="rgb24"), np.uint8), int(frame.duration or 0)


def prove(data: bytes, film: FrameChanges, *, rest: int = 0) -> Proof:
    """Return how a GIF compares with its film, having made sure that both decoders see the same.

    Parameters
    ----------
    data
        The file.
    film
        What it was made from.
    rest
        For how many hundredths of a second its last picture stands beyond its time.

    Raises
    ------
    DamagedError
        If the decoders disagree, or if it has another size or length.
    """
    proof = measure(_agreed(data), film)
    if sum(proof.delays) != film.duration + rest:
        raise DamagedError(f"it lasts {proof.duration:.2f} s, not {(film.duration + rest) / 100:.2f} s")
    return proof


def measure(pictures: Iterator[Shown], film: FrameChanges) -> Proof:
    """Compare decoded pictures with a film's, moment by moment, as far as they last.

    Raises
    ------
    DamagedError
        If they have another size.
    """
    source = ((film.picture(number), delay) for number, delay in film.shown)
    wanted, wanted_left = next(source)
    total, worst, chroma = 0.0, 0.0, 0
    delays: list[int] = []
    missing = film.duration
    for picture, delay in pictures:
        if picture.shape != wanted.shape:
            raise DamagedError(f"it is {picture.shape[1]}×{picture.shape[0]} pixels, not {film.size[0]}×{film.size[1]}")
        delays.append(delay)
        left = min(delay, missing)
        missing -= left
        while left:
            error, off = _compare(picture, wanted)
            step = min(left, wanted_left)
            total, worst, chroma = total + error * step, max(worst, error), max(chroma, off)
            left, wanted_left = left - step, wanted_left - step
            if not wanted_left:
                wanted, wanted_left = next(source, (wanted, film.duration))
    return Proof(total / (film.duration - missing), worst, chroma, tuple(delays))


def _agreed(data: bytes) -> Iterator[Shown]:
    """Yield the pictures on which both decoders agree."""
    for number, (one, other) in enumerate(zip_longest(by_pillow(data), by_ffmpeg(data))):
        if one is None or other is None:
            raise DamagedError(f"only one of two decoders finds a picture {number}")
        if one[1] != other[1] or not np.array_equal(one[0], other[0]):
            raise DamagedError(f"two decoders disagree on picture {number}")
        yield one


def _compare(picture: Rgb, wanted: Rgb) -> tuple[float, int]:
    """Return mean squared error, and how far from grey the greys are at most."""
    differing = np.any(picture != wanted, axis=-1)
    shown, colours = picture[differing].astype(np.int32), wanted[differing]
    error = float(((shown - colours) ** 2).sum() / picture.size)
    greys = shown[is_grey(colours)]
    return error, int(np.ptp(greys, axis=1).max()) if len(greys) else 0
