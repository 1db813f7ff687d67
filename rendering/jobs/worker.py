"""A worker process that runs jobs: ``python -P -m rendering.jobs.worker``, each job as JSON on its standard input.

It runs one job after another, each in a forked child, with the argument ``preload`` one that has Manim imported; where
processes cannot be forked, it runs one job itself. It writes events as lines of JSON to what was its standard output,
a heartbeat among them; anything a scene prints goes to standard error. A number on its standard input is how many more
processes may draw by now. When that closes, the parent process is gone: the worker stops and removes its unfinished
files.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from io import FileIO
from queue import SimpleQueue
from typing import Any, BinaryIO

from rendering.core.children import json_line
from rendering.core.environment import COMMAND_LINE
from rendering.core.failures import failure_of
from rendering.core.job import RenderJob
from rendering.core.processes import (
    GC_THRESHOLDS,
    Interrupted,
    can_fork,
    end_with_parent,
    interrupt_on_signals,
    interrupt_with_starter,
    print_warnings_as_lines,
)
from rendering.core.profiling import STOPWATCH
from rendering.core.streams import private_input, private_output
from rendering.core.supervision import supervise

PROGRESS_INTERVAL = 0.1
"""Seconds between two progress events of the same phase."""
END_OF_JOB = b"\x1eend of job\x1e"
"""Written to standard error after everything that a job has printed; the record separators keep it unmistakable."""
HEARTBEAT_INTERVAL = 2.0
"""Seconds between two heartbeats."""
LENDS = "lends"
"""The key in a job's message that says whether its segments may be drawn on other machines."""


class Channel:
    """Writes events to the parent process, from any thread."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._last = ("", 0.0)
        self._lock = threading.Lock()

    def send(self, event: str, **details: Any) -> None:
        """Send one event; a parent that is gone is noticed by `end_with_parent`, so a broken pipe is ignored here."""
        with self._lock, contextlib.suppress(BrokenPipeError):
            self._stream.write(json_line({"event": event, **details}))
            self._stream.flush()

    def break_line(self) -> None:
        """Start a new line, since a child that was killed may have left an incomplete one."""
        self._stream.write(b"\n")

    def send_heartbeats(self) -> None:
        """Send heartbeats for ever."""
        while True:
            time.sleep(HEARTBEAT_INTERVAL)
            self.send("heartbeat")

    def progress(self, phase: str, frames: int) -> None:
        """Send the progress, at most once in `PROGRESS_INTERVAL` for each phase."""
        now = time.monotonic()
        if phase != self._last[0] or now - self._last[1] >= PROGRESS_INTERVAL:
            self._last = (phase, now)
            self.send("progress", phase=phase, frames=frames)


def main() -> int:
    """Run the requested jobs and return the exit status."""
    stdin, channel = private_input(), Channel(private_output())
    interrupt_on_signals()
    interrupt_with_starter()
    print_warnings_as_lines()
    gc.set_threshold(*GC_THRESHOLDS)
    if not can_fork():
        return _run_job(json.loads(stdin.readline()), stdin, channel)
    if sys.argv[1:] == ["preload"]:
        with STOPWATCH.phase("start"), contextlib.suppress(Exception):  # each job says it if this fails
            import rendering.jobs.production  # noqa: F401 - the children inherit it
        gc.freeze()
    try:
        for line in iter(stdin.readline, b""):
            job_data = json.loads(line)
            if isinstance(job_data, dict) and "target" in job_data:  # the rest was meant for a job that has ended
                _supervise_job(job_data, stdin, channel)
    except Interrupted:
        return 130
    return 0


def _supervise_job(job_data: dict[str, Any], stdin: FileIO, channel: Channel) -> None:
    """Run a job in a forked child and send its exit status, negative if a signal ended it."""
    ending = supervise(lambda: _run_job(job_data, stdin, channel), started=lambda pid: channel.send("started", pid=pid))
    STOPWATCH.forget()
    os.write(2, END_OF_JOB + b"\n")
    channel.break_line()
    channel.send("finished", status=ending.status)


def _run_job(job_data: dict[str, Any], stdin: FileIO, channel: Channel) -> int:
    """Run a job and return the exit status."""
    job = RenderJob.from_json(job_data)
    sys.argv = json.loads(os.environ.get(COMMAND_LINE) or json.dumps(sys.argv))  # as a scene finds it with Manim
    more_processes, arrivals = SimpleQueue[int](), SimpleQueue[dict[str, Any]]()

    def receive(line: bytes) -> None:
        message = json.loads(line)
        if isinstance(message, dict):
            arrivals.put(message)
        else:
            more_processes.put(int(message))

    end_with_parent(stdin, receive)
    threading.Thread(target=channel.send_heartbeats, name="heartbeat", daemon=True).start()
    try:
        with STOPWATCH.phase("start"):
            from rendering.jobs.lending import Exchange
            from rendering.jobs.production import produce

        exchange = Exchange(channel.send, arrivals.get) if job_data.get(LENDS) else None
        drawn: list[int] = []
        made = produce(job, channel.progress, _latest_of(more_processes), exchange, drawn.append)
    except Interrupted:
        return 130
    except BaseException as error:
        failure = failure_of(error, job.target.file, job.folder)
        channel.send("failed", **asdict(failure))
        return failure.status
    files = [asdict(file) for file in made.values()]
    channel.send("done", files=files, spent=STOPWATCH.read(), drawn=sum(drawn))
    return 0


def _latest_of(more_processes: SimpleQueue[int]) -> Callable[[], int]:
    """Return a function that returns the number received last, 0 to begin with."""
    number = 0

    def latest() -> int:
        nonlocal number
        while not more_processes.empty():
            number = more_processes.get()
        return number

    return latest


if __name__ == "__main__":
    sys.exit(main())
