"""How a process behaves that works for another: how it speaks, heeds signals, and ends with whoever started it."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from io import FileIO
from types import FrameType
from typing import BinaryIO, NoReturn

LOGGER = "rendering"
"""The logger of this package: its warnings go to whoever started the process."""
SECONDS_TO_END = 5.0
"""Seconds a process has to clear up before it is killed."""
NO_FORK = "RENDER_NO_FORK"
"""An environment variable: where it is set, processes are not forked although they could be."""
GC_THRESHOLDS = (50_000, 20, 50)
"""Scenes make many small objects and few cycles; Python's own thresholds have it look for them all the time."""
_SET_PARENT_DEATH_SIGNAL = 1


def can_fork() -> bool:
    """Return whether processes may be forked here (macOS's own frameworks do not survive it, Windows cannot)."""
    return hasattr(os, "fork") and sys.platform not in {"darwin", "win32"} and not os.environ.get(NO_FORK)


def describe_exit(code: int) -> str:
    """Return how a process ended that gave no answer, in words."""
    if code < 0:
        try:
            return f"was killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"was killed by signal {-code}"
    return f"ended with status {code}"


def interrupt_on_signals() -> None:
    """Have the first SIGTERM or SIGINT raise `KeyboardInterrupt`; those that follow do not disturb the clearing up."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def end() -> NoReturn:
    """Interrupt this process, from another thread than its main one, and end it by force where that is not enough."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_END)
    os._exit(1)


def standard_input() -> FileIO:
    """Return this process's standard input, unbuffered: a thread that waits there does not hold up its end."""
    return FileIO(0, closefd=False)


def end_with_parent(
    stream: Iterable[bytes], heed: Callable[[bytes], object] = bytes, *, unless: threading.Event | None = None
) -> None:
    """End this process when whoever writes to a stream is gone, by watching it in a thread.

    Parameters
    ----------
    stream
        What the parent writes to, line by line.
    heed
        Takes each line.
    unless
        Once it is set, the process is about to end by itself.
    """

    def watch() -> None:
        for line in stream:
            heed(line)
        if unless is None or not unless.is_set():
            end()

    threading.Thread(target=watch, name="parent watch", daemon=True).start()


def die_with_parent(parent: int) -> None:
    """Make a forked process a good child: it heeds signals, and dies with its parent."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def private_stdout() -> BinaryIO:
    """Return a stream to whoever started this process, and send whatever else is printed to standard error."""
    private = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return private


def print_warnings_as_lines() -> None:
    """Print each warning of this package as one line, not in columns as Manim has its own printed."""
    own = logging.getLogger(LOGGER)
    own.addHandler(logging.StreamHandler())
    own.propagate = False
