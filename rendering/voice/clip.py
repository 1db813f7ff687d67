"""Speech: samples, and when each word of a script is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

import av
import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 48_000
QUIET = 10 ** (-45 / 20)
"""The amplitude below which nobody speaks."""

_FADING = 0.05
"""Seconds in which a last sound fades below that."""

Samples = NDArray[np.float32]
"""Shape (samples,), from −1 to 1, at `SAMPLE_RATE`."""


@dataclass(frozen=True)
class Clip:
    """What is spoken over one beat.

    Parameters
    ----------
    samples
        The sound.
    words
        Offsets in the spoken text and the seconds at which they are said, both rising; none where that is not known.
    marks
        The seconds of the marks that the voice itself has timed.
    source
        Where it came from: ``espeak``, ``piper:`` and the name of a model, or the path of a recording.
    is_timed
        Whether the times of the words are the voice's own, not estimated from its length.
    """

    samples: Samples
    words: Sequence[tuple[int, float]] = ()
    marks: Mapping[str, float] = field(default_factory=dict)
    source: str = ""
    is_timed: bool = False

    @cached_property
    def speech(self) -> tuple[float, float]:
        """The seconds from the first to the last that is loud enough to be heard."""
        loud = np.flatnonzero(np.abs(self.samples) > QUIET)
        if not len(loud):
            return 0.0, 0.0
        return float(loud[0]) / SAMPLE_RATE, min(float(loud[-1]) / SAMPLE_RATE + _FADING, self.seconds)

    @property
    def seconds(self) -> float:
        """How long it lasts, silence included."""
        return len(self.samples) / SAMPLE_RATE

    def time_of(self, offset: int, length: int) -> float:
        """Return when an offset of a text of so many characters is said: between known words, in proportion."""
        start, end = self.speech
        known = [*self.words] or [(0, start)]
        places, times = zip(*known, (max(length, known[-1][0] + 1), max(end, known[-1][1])), strict=True)
        return float(np.interp(offset, places, times))


def decoded(data: bytes, *, longest: float) -> tuple[Samples, bool]:
    """Return the sound in a file as samples, and whether it is cut off after `longest` seconds.

    Raises
    ------
    av.error.FFmpegError, IndexError
        If there is no sound in it.
    """
    blocks: list[Samples] = []
    resampler: av.AudioResampler | None = None
    total = 0
    with av.open(BytesIO(data), "r") as source:
        for frame in source.decode(source.streams.audio[0]):
            if resampler is None:  # channels are averaged here: FFmpeg's own mixing makes them louder
                layout = "mono" if frame.layout.nb_channels == 1 else "stereo"
                resampler = av.AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE)
            blocks += [_samples(each) for each in resampler.resample(frame)]
            total += frame.samples
            if total > longest * frame.sample_rate:
                return np.concatenate(blocks), True
    if resampler is not None:
        blocks += [_samples(each) for each in resampler.resample(None)]
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32), False


def in_order(words: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """Return offsets and seconds of words without those that are not behind, or are said before, the one before them.

    Examples
    --------
    >>> in_order([(0, 0.1), (4, 0.5), (4, 0.6), (2, 0.7), (9, 0.4), (9, 0.8)])
    [(0, 0.1), (4, 0.5), (9, 0.8)]
    """
    found: list[tuple[int, float]] = []
    for offset, seconds in words:
        if not found or (offset > found[-1][0] and seconds >= found[-1][1]):
            found.append((offset, seconds))
    return found


def resampled(samples: NDArray[np.int16], rate: int) -> Samples:
    """Return 16-bit samples of one channel, at another rate, as `Samples`."""
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=SAMPLE_RATE)
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = rate
    blocks = [_samples(each) for part in (frame, None) for each in resampler.resample(part)]
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def _samples(frame: av.AudioFrame) -> Samples:
    samples: Samples = np.nan_to_num(frame.to_ndarray()).clip(-1, 1).mean(axis=0).astype(np.float32, copy=False)
    return samples
