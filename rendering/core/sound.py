"""Encode sound by the encoder of a stream."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import av

from rendering.core.frames import Sound

if TYPE_CHECKING:
    from av.packet import Packet
    from av.stream import Stream

_BLOCK = 3 * 1024 * 15
"""Samples that are encoded at a time: whole frames of AAC, which have 1024, and of Opus, which have 960."""


def layout_of(sound: Sound) -> str:
    """Return what FFmpeg calls its channels."""
    return "mono" if sound.channels == 1 else "stereo"


def encode_sound(stream: av.AudioStream, sound: Sound) -> Iterator[Packet[Stream]]:
    """Yield the packets of a sound, a second at a time: one frame of an hour would be copied again and again."""
    samples = sound.samples.reshape(-1, sound.channels)
    for start in range(0, len(samples), _BLOCK):
        block = samples[start : start + _BLOCK].reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(block, format="s16", layout=layout_of(sound))
        frame.sample_rate, frame.time_base, frame.pts = sound.sample_rate, Fraction(1, sound.sample_rate), start
        yield from stream.encode(frame)
    yield from stream.encode(None)
