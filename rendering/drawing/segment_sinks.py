"""Segments of frames, and the sink that joins them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rendering.core.frames import Frame
from rendering.core.sinks import BaseSink, FrameSink


@dataclass(frozen=True)
class Segment:
    """Consecutive frames drawn by one process.

    Parameters
    ----------
    first
        The number of its first frame.
    frames
        How many frames it holds.
    answer
        What its sink returned.
    pictures
        How many pictures were drawn for it here; none if it was kept, or drawn on another machine.
    """

    first: int
    frames: int
    answer: Mapping[str, Any]
    pictures: int = 0

    @property
    def stop(self) -> int:
        """The number after its last frame's."""
        return self.first + self.frames


class SegmentForwarder(BaseSink):
    """A segment's sink that passes its frames to a sink for the whole scene, which others open and finish."""

    def __init__(self, sink: FrameSink) -> None:
        self._sink = sink

    def write(self, frame: Frame) -> None:
        """Pass the frame on."""
        self._sink.write(frame)

    def answer(self) -> Mapping[str, Any]:
        """Return nothing: the other sink has it all."""
        return {}
