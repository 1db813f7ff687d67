"""A process that makes one job: ``python -P -m rendering.worker``, a job as JSON on its standard input.

What it says, it says in lines of JSON on its standard output, and now and then that it is alive; anything a scene
prints goes to standard error. A number on its standard input is how many more processes may draw by now. When standard
input closes, whoever asked for the job is gone, and the worker stops and clears up.
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
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from types import FrameType
from typing import Any, BinaryIO, NoReturn, TextIO

from rendering.errors import is_user_error, one_line
from rendering.fellows import private_stdout
from rendering.job import RenderJob
from rendering.stopwatch import STOPWATCH

COLLECT_SELDOM = (50_000, 20, 50)
"""Scenes make many small objects and few cycles; Python's own thresholds have it look for them all the time."""
INTERVAL = 0.1
"""Seconds between two reports of progress."""
HEARTBEAT = 2.0
"""Seconds between two signs of life."""


class Channel:
    """Writes events to whoever asked for the job."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._last = ("", 0.0)
        self._one_at_a_time = threading.Lock()

    def send(self, event: str, **details: Any) -> None:
        """Send one event."""
        with self._one_at_a_time:
            self._stream.write(json.dumps({"event": event, **details}).encode() + b"\n")
            self._stream.flush()

    def beat(self) -> None:
        """Send signs of life for ever."""
        while True:
            time.sleep(HEARTBEAT)
            with contextlib.suppress(OSError, ValueError):
                self.send("alive")

    def progress(self, phase: str, frames: int) -> None:
        """Send how far the job is, not too often."""
        now = time.monotonic()
        if phase != self._last[0] or now - self._last[1] >= INTERVAL:
            self._last = (phase, now)
            self.send("progress", phase=phase, frames=frames)


def main() -> int:
    """Make the job and return the exit status."""
    channel = Channel(private_stdout())
    signal.signal(signal.SIGTERM, _stop)
    gc.set_threshold(*COLLECT_SELDOM)
    job = RenderJob.from_json(json.loads(sys.stdin.readline()))
    more = SimpleQueue[int]()
    threading.Thread(target=_watch, args=(sys.stdin, more), name="lifeline", daemon=True).start()
    threading.Thread(target=channel.beat, name="heartbeat", daemon=True).start()
    try:
        with STOPWATCH.phase("start"):
            from rendering.production import produce

        made = produce(job, channel.progress, _latest(more))
    except KeyboardInterrupt:
        return 130
    except BaseException as error:
        told = "" if is_user_error(error) else author_traceback(error, job.file)
        channel.send("failed", user=is_user_error(error), message=one_line(error), traceback=told)
        return 2 if is_user_error(error) else 1
    channel.send("done", footage=[asdict(footage) for footage in made.values()], spent=STOPWATCH.read())
    return 0


def author_traceback(error: BaseException, file: Path) -> str:
    """Return a traceback of the author's own lines: everything outside Python, installed packages and this engine."""
    foreign = (sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parent), "<frozen")
    home = str(file.resolve().parent)
    kept = [
        entry
        for entry in traceback.extract_tb(error.__traceback__)
        if entry.filename.startswith(home) or not entry.filename.startswith(foreign)
    ]
    if not kept:
        return "".join(traceback.format_exception(error))
    lines = ["Traceback (your lines):\n", *traceback.format_list(kept), *traceback.format_exception_only(error)]
    return "".join(lines)


def _watch(stdin: TextIO, more: SimpleQueue[int]) -> None:
    """Pass on how many more processes may draw; interrupt the main thread when the parent is gone."""
    for line in stdin:
        more.put(int(line))
    os.kill(os.getpid(), signal.SIGINT)


def _latest(more: SimpleQueue[int]) -> Callable[[], int]:
    """Return a function that returns the number heard last, 0 to begin with."""
    heard = [0]

    def latest() -> int:
        while not more.empty():
            heard[0] = more.get()
        return heard[0]

    return latest


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
