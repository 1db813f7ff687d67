"""What takes frames: the protocols of sinks, and sinks that pass frames on to others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from queue import Queue
from typing import Any, Protocol

from rendering.core.frames import Frame, Performance, Stage

QUEUE_DEPTH = 4
"""Frames that may wait in a queue: enough to even out slow frames, few enough to fit in memory at 4K (33 MB each)."""


class FrameSink(Protocol):
    """Takes the frames of one performance, in order."""

    def open(self, stage: Stage) -> None:
        """Prepare for frames of this size and rate."""

    def write(self, frame: Frame) -> None:
        """Take one frame."""

    def finish(self, performance: Performance) -> None:
        """Complete what was made of the frames."""

    def abort(self) -> None:
        """Drop whatever has been made; nothing stays on disk."""


class SegmentSink(FrameSink, Protocol):
    """Takes the frames of one segment of the scene, in the process that draws them.

    It may use a frame's picture only until `write` returns: the next one may be drawn on the same canvas.
    """

    def answer(self) -> Mapping[str, Any]:
        """Complete the segment, and return what other processes have to know of it, as JSON-able data."""


class BaseSink:
    """A sink that drops its frames; subclasses override what they need."""

    def open(self, stage: Stage) -> None:
        """Prepare nothing."""

    def write(self, frame: Frame) -> None:
        """Drop the frame."""

    def finish(self, performance: Performance) -> None:
        """Complete nothing."""

    def abort(self) -> None:
        """Undo nothing."""


class Queued:
    """A sink that passes its frames to another sink in a thread, a bounded number of frames behind.

    After an error the thread goes on emptying the queue, or a caller that waits for room would wait for ever; the error
    is raised at the next `write`, or by `finish`.
    """

    def __init__(self, sink: FrameSink) -> None:
        self._sink = sink
        self._queue: Queue[Frame | None] = Queue(QUEUE_DEPTH)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=f"sink {type(sink).__name__}", daemon=True)

    def open(self, stage: Stage) -> None:
        """Open the other sink and start the thread."""
        self._sink.open(stage)
        self._thread.start()

    def write(self, frame: Frame) -> None:
        """Queue a frame, waiting for room."""
        if self._error is not None:
            raise self._error
        self._queue.put(frame)

    def finish(self, performance: Performance) -> None:
        """Wait for the last frame, then finish the other sink."""
        self._stop()
        if self._error is not None:
            raise self._error
        self._sink.finish(performance)

    def abort(self) -> None:
        """Stop the thread and abort the other sink."""
        self._error = self._error or InterruptedError("aborted")
        self._stop()
        self._sink.abort()

    def _stop(self) -> None:
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        while (frame := self._queue.get()) is not None:
            if self._error is None:
                try:
                    self._sink.write(frame)
                except BaseException as error:
                    self._error = error


class Fanout:
    """A sink that passes every frame of a segment to several sinks."""

    def __init__(self, sinks: Sequence[SegmentSink]) -> None:
        self._sinks = tuple(sinks)

    def answer(self) -> Mapping[str, Any]:
        """Return the answers of all sinks, in order."""
        return {"answers": [dict(sink.answer()) for sink in self._sinks]}

    def open(self, stage: Stage) -> None:
        """Open all sinks."""
        for sink in self._sinks:
            sink.open(stage)

    def write(self, frame: Frame) -> None:
        """Pass the frame to all sinks."""
        for sink in self._sinks:
            sink.write(frame)

    def finish(self, performance: Performance) -> None:
        """Finish all sinks."""
        for sink in self._sinks:
            sink.finish(performance)

    def abort(self) -> None:
        """Abort all sinks."""
        for sink in self._sinks:
            sink.abort()


class Counted:
    """A sink that passes the frames of a segment to another sink, and counts them.

    Parameters
    ----------
    sink
        The other sink.
    on_answer
        Receives the other sink's answer and the number of frames, in the process that draws.
    """

    def __init__(self, sink: SegmentSink, on_answer: Callable[[Mapping[str, Any], int], None]) -> None:
        self._sink = sink
        self._on_answer = on_answer
        self._frames = 0

    def open(self, stage: Stage) -> None:
        """Open the other sink."""
        self._sink.open(stage)

    def write(self, frame: Frame) -> None:
        """Pass the frame on, and count how many it fills."""
        self._sink.write(frame)
        self._frames += frame.repeat

    def answer(self) -> Mapping[str, Any]:
        """Return the other sink's answer, after it has been passed to `on_answer`."""
        answer = self._sink.answer()
        self._on_answer(answer, self._frames)
        return answer

    def finish(self, performance: Performance) -> None:
        """Finish the other sink."""
        self._sink.finish(performance)

    def abort(self) -> None:
        """Abort the other sink."""
        self._sink.abort()
