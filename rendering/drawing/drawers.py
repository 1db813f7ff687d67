"""Drawers: forks of the process that plays a scene, each of which draws one segment and ends.

A drawer inherits the state in which a play has begun, so it draws what the playing process would draw, and nothing has
to be agreed upon. It sends messages as lines of JSON over a pipe, and dies with the process that plays.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

from rendering.core.children import json_line, messages
from rendering.core.processes import LOGGER, can_fork, describe_exit, die_with_parent
from rendering.core.profiling import STOPWATCH
from rendering.drawing.draw_task import PlayAgain

_LOG = logging.getLogger(__name__)

ReportFrames: TypeAlias = Callable[[int, int], None]
"""Receives how many frames there are so far, and how many segments of them were recalled instead of drawn."""
LONGEST_SILENCE = 60.0
"""Seconds without a message after which a drawer counts as hung: a live one reports after every frame."""
_HEARTBEAT = 0.25
"""Seconds between two reports of progress: often enough to look alive, too seldom to cost anything."""
_POLL = 0.2
"""Seconds between two looks at who has been silent for too long."""
_CHUNK = 1 << 16


@dataclass
class _Drawer:
    """A drawer, as the process that plays sees it."""

    process: int
    pipe: int
    first_frame: int
    heard: float
    received: bytes = b""
    frames: int = 0
    failure: str = ""


class Drawers:
    """The drawers of one performance, and the answers of all segments, whoever has drawn them.

    Parameters
    ----------
    most
        Returns how many drawers there may be at a time by now.
    report
        Receives the progress of all processes together.
    max_silence
        Seconds without a message after which a drawer is killed.
    """

    def __init__(
        self,
        most: Callable[[], int] = lambda: 0,
        report: ReportFrames = lambda *_: None,
        *,
        max_silence: float = LONGEST_SILENCE,
    ) -> None:
        self.answers: dict[int, Mapping[str, Any]] = {}
        self._most = most if can_fork() else lambda: 0
        self._report = report
        self._max_silence = max_silence
        self._drawers: list[_Drawer] = []
        self._frames_done = 0
        self._recalled = 0
        self._last_report = 0.0
        self._output: int | None = None

    @property
    def is_drawer(self) -> bool:
        """Whether this process is a drawer."""
        return self._output is not None

    def have_room(self) -> bool:
        """Return whether one more drawer may be forked now.

        Raises
        ------
        PlayAgain
            If a drawer has ended without an answer.
        """
        self._receive(0.0)
        return not self.is_drawer and len(self._drawers) < self._most()

    def fork(self, first_frame: int) -> bool:
        """Fork a drawer for the segment that begins with a frame, and return whether this process is the drawer."""
        reading, writing = os.pipe()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError, AttributeError):
                stream.flush()
        parent, random_state = os.getpid(), random.getstate()
        gc.freeze()  # a collection in the drawer would touch, and so copy, every page of what it inherits
        process = os.fork()
        if process:
            gc.unfreeze()
            os.close(writing)
            os.set_blocking(reading, False)
            self._drawers.append(_Drawer(process, reading, first_frame, time.monotonic()))
            return False
        _detach(parent)
        os.close(reading)
        random.setstate(random_state)  # Python seeds it anew in every forked child
        STOPWATCH.start_over("animate")
        self._output = writing
        self._drawers = []
        logging.getLogger(LOGGER).addHandler(_WarningRelay(self._send))
        return True

    def note_progress(self, frames: int) -> None:
        """Report, at most four times a second, how many frames of the current segment this process has drawn."""
        now = time.monotonic()
        if now - self._last_report < _HEARTBEAT:
            return
        self._last_report = now
        if self.is_drawer:
            self._send({"frames": frames})
        else:
            self._receive(0.0)
            self._report_all(frames)

    def note_answer(self, first_frame: int, answer: Mapping[str, Any], *, recalled: bool = False) -> None:
        """Take the answer of a finished segment, with its ``frames``; a drawer sends it and ends."""
        if self.is_drawer:
            self._send({"answer": dict(answer), "phases": STOPWATCH.read()})
            self.end_drawer()
        self.answers[first_frame] = answer
        self._frames_done += int(answer["frames"])
        self._recalled += recalled
        self._report_all(0)

    def end_drawer(self, error: BaseException | None = None) -> NoReturn:
        """End this process, a drawer, after saying what went wrong, if anything did."""
        try:
            if error is not None:
                self._send({"failure": f"{type(error).__name__}: {error}"})
        finally:
            os._exit(0)  # a fork must not run what its parent has registered to run at exit

    def finish(self) -> None:
        """Wait until all drawers have answered.

        Raises
        ------
        PlayAgain
            If one ends without an answer.
        """
        with STOPWATCH.phase("wait"):
            while self._drawers:
                self._receive(_POLL)

    def kill(self) -> None:
        """End all drawers at once."""
        for drawer in self._drawers:
            _end(drawer, at_once=True)
        self._drawers = []

    def _receive(self, timeout: float) -> None:
        """Handle what the drawers have sent, waiting for something for a while, and end those that are silent."""
        if not self._drawers:
            return
        ready, _, _ = select.select([drawer.pipe for drawer in self._drawers], [], [], timeout)
        for drawer in [drawer for drawer in self._drawers if drawer.pipe in ready]:
            while data := _read(drawer.pipe):
                drawer.heard = time.monotonic()
                *lines, drawer.received = (drawer.received + data).split(b"\n")
                for message in messages(lines):
                    self._handle(drawer, message)
            if data is not None:  # the pipe is closed
                self._remove(drawer)
        for drawer in self._drawers:
            if time.monotonic() - drawer.heard > self._max_silence:
                raise _lost(drawer, f"sent nothing for {self._max_silence:g} s")

    def _handle(self, drawer: _Drawer, message: Mapping[str, Any]) -> None:
        if "warning" in message:
            _LOG.warning("%s", message["warning"])
        drawer.frames = message.get("frames", drawer.frames)
        drawer.failure = message.get("failure", drawer.failure)
        if "answer" in message:
            STOPWATCH.add(message["phases"])
            drawer.frames = 0
            self.note_answer(drawer.first_frame, message["answer"])

    def _remove(self, drawer: _Drawer) -> None:
        """Forget a drawer that has closed its output."""
        self._drawers.remove(drawer)
        status = _end(drawer)
        if drawer.first_frame not in self.answers:
            raise _lost(drawer, drawer.failure or describe_exit(status))

    def _report_all(self, frames: int) -> None:
        self._report(self._frames_done + frames + sum(drawer.frames for drawer in self._drawers), self._recalled)

    def _send(self, message: Mapping[str, Any]) -> None:
        data = json_line(message)
        while data:
            data = data[os.write(self._output or 0, data) :]


class _WarningRelay(logging.Handler):
    """Sends the warnings of this package as messages, since nobody reads what a drawer prints."""

    def __init__(self, send: Callable[[Mapping[str, Any]], None]) -> None:
        super().__init__(logging.WARNING)
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        """Send one warning."""
        self._send({"warning": record.getMessage()})


def _lost(drawer: _Drawer, reason: str) -> PlayAgain:
    return PlayAgain(
        f"the process drawing frames from {drawer.first_frame} on: {reason}; drawing the rest in one process"
    )


def _read(pipe: int) -> bytes | None:
    """Return what can be read, nothing at the end of the stream, or ``None`` if there is nothing yet."""
    try:
        return os.read(pipe, _CHUNK)
    except BlockingIOError:
        return None


def _end(drawer: _Drawer, *, at_once: bool = False) -> int:
    """Wait until a drawer has ended, and return its exit status or, negated, the signal that has killed it."""
    os.close(drawer.pipe)
    try:
        if at_once:
            os.kill(drawer.process, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(drawer.process, 0)[1])
    except OSError:  # the scene itself has waited for it
        return 0


def _detach(parent: int) -> None:
    """Make a forked process die with its parent, and print nothing: its parent plays the scene and prints it, too."""
    die_with_parent(parent)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)  # a thread pool does not survive a fork; without one, nothing waits for it
