"""What every process does that works for another: keep its output apart, handle signals, and end with its parent."""

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
"""The logger of this package, whose warnings are passed on to the process that started this one."""
SECONDS_TO_END = 5.0
"""Seconds that a process may take to clean up before it is killed."""
NO_FORK = "RENDER_NO_FORK"
"""An environment variable: where it is set, processes are not forked although they could be."""
GC_THRESHOLDS = (50_000, 20, 50)
"""For `gc.set_threshold`: scenes make many small objects and few cycles, so Python's own thresholds collect in vain."""
_SET_PARENT_DEATH_SIGNAL = 1
"""``PR_SET_PDEATHSIG`` of Linux's ``prctl``."""


def can_fork() -> bool:
    """Return whether processes may be forked here (macOS's own frameworks do not survive it, Windows cannot)."""
    return hasattr(os, "fork") and sys.platform not in {"darwin", "win32"} and not os.environ.get(NO_FORK)


def describe_exit(status: int) -> str:
    """Return in words how a process ended, by its exit status or, negated, the number of the signal that killed it."""
    if status < 0:
        try:
            return f"was killed by {signal.Signals(-status).name}"
        except ValueError:
            return f"was killed by signal {-status}"
    return f"ended with status {status}"


def interrupt_on_signals() -> None:
    """Have the first SIGTERM or SIGINT raise `KeyboardInterrupt`, and ignore the next ones while it cleans up."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def end_process() -> NoReturn:
    """Interrupt this process, from a thread other than its main one, and end it by force if it goes on."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_END)
    os._exit(1)


def standard_input() -> FileIO:
    """Return this process's standard input, unbuffered.

    A thread that waits in a buffered reader holds its lock, without which Python cannot end the process properly.
    """
    return FileIO(0, closefd=False)


def end_with_parent(
    stream: Iterable[bytes], handle_line: Callable[[bytes], object] = bytes, *, unless: threading.Event | None = None
) -> None:
    """End this process when its parent, which writes to a stream, is gone: read the stream to its end in a thread.

    Parameters
    ----------
    stream
        What the parent writes to, line by line.
    handle_line
        Handles each line; by default nothing does.
    unless
        Is set once the process is about to end by itself.
    """

    def watch() -> None:
        for line in stream:
            handle_line(line)
        if unless is None or not unless.is_set():
            end_process()

    threading.Thread(target=watch, name="parent watch", daemon=True).start()


def die_with_parent(parent: int) -> None:
    """Have a forked process end at SIGTERM and SIGINT, whatever its parent does at those, and die with its parent."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it died before it could be watched
        os._exit(1)


def private_stdout() -> BinaryIO:
    """Return a stream to the process that started this one, and send whatever else is printed to standard error."""
    private = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return private


def print_warnings_as_lines() -> None:
    """Print each warning of this package as one line, not in columns as Manim has its own printed."""
    own = logging.getLogger(LOGGER)
    own.addHandler(logging.StreamHandler())
    own.propagate = False
