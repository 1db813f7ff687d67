"""The sound of a lecture: that of its scenes' films, each where the scene stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain

import av
import numpy as np
from numpy.typing import NDArray

from rendering.core.frames import Sound
from rendering.core.scene_protocol import NARRATION
from rendering.lecture.timeline import Part, Piece

SAMPLE_RATE = 48_000
CHANNELS = 2


def sound_of(parts: Sequence[Part]) -> Sound | None:
    """Return the sound of all scenes, silent where one has none; ``None`` where all are silent.

    It is held whole, 0.7 GB for an hour, and only where there is any.
    """
    films = {part.film for part in parts if _has_sound(part)}
    if not films:
        return None
    samples = np.zeros((round(parts[-1].stop / parts[-1].rate * SAMPLE_RATE), CHANNELS), np.int16)
    for part in (part for part in parts if part.film in films):
        for piece in part.pieces:
            for place, block in _blocks(part, piece):
                samples[place : place + len(block)] = block
    spoken = any(part.content.get(NARRATION) for part in parts)
    return Sound(samples.ravel(), CHANNELS, SAMPLE_RATE, spoken=spoken)


def _has_sound(part: Part) -> bool:
    with av.open(f"file:{part.film}") as source:
        return bool(source.streams.audio)


def _blocks(part: Part, piece: Piece) -> Iterator[tuple[int, NDArray[np.int16]]]:
    """Yield samples of a film, shape (samples, channels), each block after its place in the lecture's sound."""
    low, high = (round(frame / part.rate * SAMPLE_RATE) for frame in (piece.start, piece.stop))
    shift = round(piece.first / part.rate * SAMPLE_RATE) - low
    resampler = av.AudioResampler(format="s16", layout="stereo", rate=SAMPLE_RATE)
    place: int | None = None
    with av.open(f"file:{part.film}") as source:
        decoded = source.decode(source.streams.audio[0])
        for frame in chain(decoded, [None]):
            if place is None and frame is not None:  # an encoder's first samples may come before the film begins
                place = round((frame.pts or 0) * Fraction(frame.time_base or 1) * SAMPLE_RATE)
            for resampled in resampler.resample(frame):
                block = resampled.to_ndarray().astype(np.int16, copy=False).reshape(-1, CHANNELS)
                place = place or 0
                start, stop = max(low - place, 0), min(high - place, len(block))
                if start < stop:
                    yield place + start + shift, block[start:stop]
                place += len(block)
