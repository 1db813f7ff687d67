"""Frames, and what else playing a scene gives: its beats, captions, sound and length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rendering.core.boxes import Box
from rendering.core.scene_protocol import SceneSidecar

Pixels = NDArray[np.uint8]
"""One frame, shape (height, width, 4): red, green, blue, alpha, rows from the top."""


@dataclass(frozen=True)
class Stage:
    """What is known of a scene before its first frame.

    Parameters
    ----------
    width, height
        Size in pixels.
    rate
        Frames a second.
    transparent
        Whether frames have a transparent background.
    excerpt
        The names of the beats that make its animated picture; none means all of it.
    loops
        Whether the scene declares that its excerpt ends as it begins.
    """

    width: int
    height: int
    rate: Fraction
    transparent: bool
    excerpt: tuple[str, ...] = ()
    loops: bool = False


@dataclass(frozen=True)
class Frame:
    """One picture and how often it is shown.

    Parameters
    ----------
    index
        Number of the first frame it fills, from 0.
    repeat
        How many frames it fills.
    beat
        Number of the beat it belongs to, from 0.
    pixels
        The picture; never changed after it has been passed to a sink (but see `SegmentSink`).
    changed
        The dirty rectangles, outside which it equals the picture before it in the same segment; ``None`` if unknown.
    """

    index: int
    repeat: int
    beat: int
    pixels: Pixels
    changed: Sequence[Box] | None = None


@dataclass(frozen=True)
class Beat:
    """A named part of the scene: frames `first` up to but not including `stop`."""

    name: str
    first: int
    stop: int

    def start_seconds(self, rate: Fraction) -> float:
        """Return when the beat starts, in seconds."""
        return float(self.first / rate)

    def end_seconds(self, rate: Fraction) -> float:
        """Return when the beat ends, in seconds."""
        return float(self.stop / rate)


@dataclass(frozen=True)
class VideoSection:
    """One of Manim's sections that is drawn: frames `first` up to but not including `stop`.

    Parameters
    ----------
    number
        Its number among all sections in which something is played, from 0.
    name, kind
        As the scene calls it, and what it says of its type.
    first, stop
        Its frames.
    """

    number: int
    name: str
    kind: str
    first: int
    stop: int


@dataclass(frozen=True)
class Caption:
    """A line of text to show, from `start` to `end` seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Sound:
    """Interleaved 16-bit samples that start with the first frame, and whether somebody speaks in them."""

    samples: NDArray[np.int16]
    channels: int
    sample_rate: int
    spoken: bool = False


@dataclass(frozen=True, kw_only=True)
class Performance:
    """What playing a scene once gave beside its frames.

    Parameters
    ----------
    stage
        Size and rate.
    frames
        How many frames were played.
    plays
        How many calls of ``play`` and ``wait``.
    beats
        The beats that hold at least one frame, in order.
    sections
        Manim's sections with frames, in order.
    captions
        The captions, in order of their start.
    sound
        The sound, or ``None``.
    sidecar
        What the scene's own ``sidecar()`` returned (title, ledger, ...).
    final
        The picture after the last play, if it was asked for.
    """

    stage: Stage
    frames: int
    plays: int
    beats: tuple[Beat, ...] = ()
    sections: tuple[VideoSection, ...] = ()
    captions: tuple[Caption, ...] = ()
    sound: Sound | None = None
    sidecar: SceneSidecar = field(default_factory=SceneSidecar)
    final: Pixels | None = None

    @property
    def duration(self) -> float:
        """The length in seconds."""
        return float(self.frames / self.stage.rate)
