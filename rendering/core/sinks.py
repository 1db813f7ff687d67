"""Sinks that hand what they get to others: from a thread of their own, to several, or counting it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from queue import Queue
from typing import Any, Protocol

from rendering.core.frames import Frame, Performance, Stage

DEPTH = 4
"""Frames that may wait: enough to smooth the flow, few enough to stay small at 4K."""


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
    """Takes the frames of one stretch of the scene, in the process that draws them.

    A picture is its own only until `write` returns: the next one may be drawn on the same canvas.
    """

    def answer(self) -> Mapping[str, Any]:
        """Complete the stretch, and return what has to be known of it elsewhere, as JSON-able data."""


class BaseSink:
    """A sink that makes nothing of its frames; others override what they need."""

    def open(self, stage: Stage) -> None:
        """Prepare nothing."""

    def write(self, frame: Frame) -> None:
        """Drop the frame."""

    def finish(self, performance: Performance) -> None:
        """Complete nothing."""

    def abort(self) -> None:
        """Undo nothing."""


class Queued:
    """A sink that hands its frames to another sink in a thread, a bounded number of frames behind.

    After a failure the thread goes on emptying the queue, so the caller is never blocked; the failure is raised at the
    next `write`, or by `finish`.
    """

    def __init__(self, sink: FrameSink) -> None:
        self._sink = sink
        self._queue: Queue[Frame | None] = Queue(DEPTH)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name=f"sink {type(sink).__name__}", daemon=True)

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

    def _work(self) -> None:
        while (frame := self._queue.get()) is not None:
            if self._error is None:
                try:
                    self._sink.write(frame)
                except BaseException as error:
                    self._error = error


class Fanout:
    """A sink that hands every frame of a stretch to several sinks."""

    def __init__(self, sinks: Sequence[SegmentSink]) -> None:
        self._sinks = tuple(sinks)

    def answer(self) -> Mapping[str, Any]:
        """Return what each of them answers, in order."""
        return {"answers": [dict(sink.answer()) for sink in self._sinks]}

    def open(self, stage: Stage) -> None:
        """Open all sinks."""
        for sink in self._sinks:
            sink.open(stage)

    def write(self, frame: Frame) -> None:
        """Hand the frame to all sinks."""
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
    """A sink that counts the frames of a stretch that another sink makes something of.

    Parameters
    ----------
    sink
        The other sink.
    made
        Is given its answer and the number of frames, in the process in which it worked.
    """

    def __init__(self, sink: SegmentSink, made: Callable[[Mapping[str, Any], int], None]) -> None:
        self._sink = sink
        self._made = made
        self._frames = 0

    def open(self, stage: Stage) -> None:
        """Open the other sink."""
        self._sink.open(stage)

    def write(self, frame: Frame) -> None:
        """Hand the frame on."""
        self._sink.write(frame)
        self._frames += frame.repeat

    def answer(self) -> Mapping[str, Any]:
        """Return what the other sink answers, once it has been passed on."""
        answer = self._sink.answer()
        self._made(answer, self._frames)
        return answer

    def finish(self, performance: Performance) -> None:
        """Finish the other sink."""
        self._sink.finish(performance)

    def abort(self) -> None:
        """Abort the other sink."""
        self._sink.abort()
