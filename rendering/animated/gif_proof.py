"""Decode a finished GIF with two independent decoders, and compare it with the frames it was made from."""

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
"""A picture, and for how many hundredths of a second it is shown."""
LEEWAY = 0.01
"""Squared levels by which a measured error may differ from the one computed while encoding: both are sums of floats."""


class DamagedError(RuntimeError):
    """A finished file does not hold what it was made from."""


@dataclass(frozen=True)
class Measurement:
    """How a file compares with the frames it was made from.

    Parameters
    ----------
    error
        Mean squared error of red, green and blue over all pixels, weighted by the time they last.
    worst
        Mean squared error of the worst picture.
    chroma
        The most by which red, green and blue differ in a pixel that was grey, in levels.
    delays
        For how many hundredths of a second each picture is shown.
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


def verify(data: bytes, frame_changes: FrameChanges, *, final_hold: int = 0) -> Measurement:
    """Return how a GIF compares with its source, having made sure that both decoders agree.

    Parameters
    ----------
    data
        The file.
    frame_changes
        What it was made from.
    final_hold
        For how many hundredths of a second longer its last picture is shown.

    Raises
    ------
    DamagedError
        If the decoders disagree, or if it has another size or length.
    """
    measurement = measure(_agreed(data), frame_changes)
    if sum(measurement.delays) != frame_changes.duration + final_hold:
        expected = (frame_changes.duration + final_hold) / 100
        raise DamagedError(f"it lasts {measurement.duration:.2f} s, not {expected:.2f} s")
    return measurement


def measure(pictures: Iterator[Shown], frame_changes: FrameChanges) -> Measurement:
    """Compare decoded pictures with their source at every moment, for as long as both last.

    Raises
    ------
    DamagedError
        If they have another size.
    """
    source = ((frame_changes.picture(number), delay) for number, delay in frame_changes.shown)
    wanted, wanted_left = next(source)
    total, worst, chroma = 0.0, 0.0, 0
    delays: list[int] = []
    missing = frame_changes.duration
    for picture, delay in pictures:
        if picture.shape != wanted.shape:
            width, height = frame_changes.size
            raise DamagedError(f"it is {picture.shape[1]}×{picture.shape[0]} pixels, not {width}×{height}")
        delays.append(delay)
        left = min(delay, missing)
        missing -= left
        while left:
            error, off = _compare(picture, wanted)
            step = min(left, wanted_left)
            total, worst, chroma = total + error * step, max(worst, error), max(chroma, off)
            left, wanted_left = left - step, wanted_left - step
            if not wanted_left:
                wanted, wanted_left = next(source, (wanted, frame_changes.duration))
    return Measurement(total / (frame_changes.duration - missing), worst, chroma, tuple(delays))


def _agreed(data: bytes) -> Iterator[Shown]:
    """Yield the pictures on which both decoders agree."""
    for number, (one, other) in enumerate(zip_longest(by_pillow(data), by_ffmpeg(data))):
        if one is None or other is None:
            raise DamagedError(f"only one of two decoders finds a picture {number}")
        if one[1] != other[1] or not np.array_equal(one[0], other[0]):
            raise DamagedError(f"two decoders disagree on picture {number}")
        yield one


def _compare(picture: Rgb, wanted: Rgb) -> tuple[float, int]:
    """Return the mean squared error, and the most by which a grey's red, green and blue differ."""
    differing = np.any(picture != wanted, axis=-1)  # few pixels do, and only they contribute
    shown, colours = picture[differing].astype(np.int32), wanted[differing]
    error = float(((shown - colours) ** 2).sum() / picture.size)
    greys = shown[is_grey(colours)]
    return error, int(np.ptp(greys, axis=1).max()) if len(greys) else 0
