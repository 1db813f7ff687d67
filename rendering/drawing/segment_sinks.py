"""Segments of frames, and the sinks that divide a scene into them or join them again."""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rendering.core.frames import Frame, Performance, Stage
from rendering.core.sinks import BaseSink, FrameSink, SegmentSink
from rendering.drawing.claims import OpenSink
from rendering.drawing.helper_group import ReportFrames


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
    """

    first: int
    frames: int
    answer: Mapping[str, Any]

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


class SegmentRelay:
    """A sink that opens another for each of several segments, and closes it when the next begins.

    A picture that fills several frames is a segment of its own, as it is where plays are claimed one by one: so the
    segments, and the files made of them, are the same however many processes draw.
    """

    def __init__(self, open_sink: OpenSink, ranges: Sequence[tuple[int, int | None]], report: ReportFrames) -> None:
        self.segments: list[Segment] = []
        self._open_sink = open_sink
        self._starts = [start for start, _ in ranges]
        self._report = report
        self._sink: SegmentSink | None = None
        self._first = self._stop = 0
        self._is_hold = False

    def open(self, stage: Stage) -> None:
        """Remember the size."""
        self._stage = stage

    def write(self, frame: Frame) -> None:
        """Pass a frame to the sink of its segment."""
        start = self._starts[bisect.bisect_right(self._starts, frame.index) - 1]
        if self._sink is None or start > self._first or self._is_hold or frame.repeat > 1:
            self._close()
            self._first = frame.index
            self._is_hold = frame.repeat > 1
            self._sink = self._open_sink(frame.index, None)
            self._sink.open(self._stage)
        self._sink.write(frame)
        self._stop = frame.index + frame.repeat
        self._report(self._stop, 0)

    def finish(self, performance: Performance) -> None:  # noqa: ARG002
        """Complete the last segment."""
        self._close()

    def abort(self) -> None:
        """Drop the segment that is being drawn."""
        if self._sink is not None:
            self._sink.abort()

    def _close(self) -> None:
        if self._sink is not None:
            self.segments.append(Segment(self._first, self._stop - self._first, self._sink.answer()))
            self._sink = None
