"""A process that makes a job: ``python -P -m rendering.jobs.worker``, a job as JSON on its standard input.

With the argument ``stay`` it makes one job after another, each in a child of its own. What it says, it says in lines of
JSON on its standard output, and now and then that it is alive; anything a scene prints goes to standard error. A number
on its standard input is how many more processes may draw by now. When standard input closes, whoever asked for the job
is gone, and the worker stops and clears up.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from queue import SimpleQueue
from typing import Any, BinaryIO

from rendering.core.children import json_line
from rendering.core.errors import author_traceback, is_user_error, one_line
from rendering.core.job import RenderJob
from rendering.core.processes import (
    GC_THRESHOLDS,
    die_with_parent,
    end_with_parent,
    interrupt_on_signals,
    print_warnings_as_lines,
    private_stdout,
    standard_input,
)
from rendering.core.profiling import STOPWATCH

INTERVAL = 0.1
"""Seconds between two reports of progress."""
END_OF_JOB = b"\x1eend of job\x1e"
"""Stands on standard error after everything that a job has printed."""
HEARTBEAT = 2.0
"""Seconds between two signs of life."""


class Channel:
    """Writes events to whoever asked for the job."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._last = ("", 0.0)
        self._one_at_a_time = threading.Lock()

    def send(self, event: str, **details: Any) -> None:
        """Send one event; that nobody hears it any more is seen by `end_with_parent`."""
        with self._one_at_a_time, contextlib.suppress(BrokenPipeError):
            self._stream.write(json_line({"event": event, **details}))
            self._stream.flush()

    def break_line(self) -> None:
        """Begin a new line, as a process that was killed may have left half a one."""
        self._stream.write(b"\n")

    def beat(self) -> None:
        """Send signs of life for ever."""
        while True:
            time.sleep(HEARTBEAT)
            self.send("alive")

    def progress(self, phase: str, frames: int) -> None:
        """Send how far the job is, not too often."""
        now = time.monotonic()
        if phase != self._last[0] or now - self._last[1] >= INTERVAL:
            self._last = (phase, now)
            self.send("progress", phase=phase, frames=frames)


def main() -> int:
    """Make what is asked for and return the exit status."""
    channel = Channel(private_stdout())
    interrupt_on_signals()
    print_warnings_as_lines()
    gc.set_threshold(*GC_THRESHOLDS)
    orders = standard_input()
    if sys.argv[1:] != ["stay"]:
        return _make(json.loads(orders.readline()), channel)
    with STOPWATCH.phase("start"):
        import rendering.jobs.production  # noqa: F401 - for the children
    gc.freeze()
    for line in iter(orders.readline, b""):
        order = json.loads(line)
        if isinstance(order, dict):  # else it was meant for a job that is over
            try:
                status = _make_in_child(order, channel)
            except KeyboardInterrupt:
                return 130
            STOPWATCH.forget()
            os.write(2, END_OF_JOB + b"\n")
            channel.break_line()
            channel.send("ended", status=status)
    return 0


def _make_in_child(order: dict[str, Any], channel: Channel) -> int:
    """Make a job in a child, and return its exit status, negative where a signal ended it."""
    parent = os.getpid()
    child = os.fork()
    if not child:
        status = 1
        try:
            die_with_parent(parent)
            interrupt_on_signals()
            status = _make(order, channel)
        finally:
            os._exit(status)
    channel.send("began", pid=child)
    try:
        _, ended = os.waitpid(child, 0)
    except KeyboardInterrupt:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)
        raise
    return os.waitstatus_to_exitcode(ended)


def _make(order: dict[str, Any], channel: Channel) -> int:
    """Make a job and return the exit status."""
    job = RenderJob.from_json(order)
    more = SimpleQueue[int]()
    end_with_parent(standard_input(), lambda line: more.put(int(line)))
    threading.Thread(target=channel.beat, name="heartbeat", daemon=True).start()
    try:
        with STOPWATCH.phase("start"):
            from rendering.jobs.production import produce

        made = produce(job, channel.progress, _latest(more))
    except KeyboardInterrupt:
        return 130
    except BaseException as error:
        told = "" if is_user_error(error) else author_traceback(error, job.target.file)
        channel.send("failed", user=is_user_error(error), message=one_line(error), traceback=told)
        return 2 if is_user_error(error) else 1
    channel.send("done", files=[asdict(file) for file in made.values()], spent=STOPWATCH.read())
    return 0


def _latest(more: SimpleQueue[int]) -> Callable[[], int]:
    """Return a function that returns the number heard last, 0 to begin with."""
    heard = [0]

    def latest() -> int:
        while not more.empty():
            heard[0] = more.get()
        return heard[0]

    return latest


if __name__ == "__main__":
    sys.exit(main())
