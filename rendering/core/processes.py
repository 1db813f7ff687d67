"""What every process does that works for another: handle signals, and end with its parent."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from types import FrameType
from typing import NoReturn

from rendering.core.environment import STARTER

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
_HAS_PRCTL = sys.platform.startswith("linux")


class Interrupted(KeyboardInterrupt):
    """A signal has asked this process to end: nothing that a scene raises."""


def can_fork() -> bool:
    """Return whether processes may be forked here (macOS's own frameworks do not survive it, Windows cannot)."""
    return hasattr(os, "fork") and sys.platform not in {"darwin", "win32"} and not os.environ.get(NO_FORK)


def use_one_hash_seed(arguments: Sequence[str]) -> None:
    """Start this process anew, with some arguments of Python, unless it orders sets as our other processes do.

    A scene that iterates over a set of strings is then the same wherever it is played.
    """
    if can_fork() and os.environ.get("PYTHONHASHSEED") != "0":
        os.execve(sys.executable, [sys.executable, *arguments], {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606


def describe_exit(status: int) -> str:
    """Return in words how a process ended, by its exit status or, negated, the number of the signal that killed it."""
    if status < 0:
        try:
            return f"was killed by {signal.Signals(-status).name}"
        except ValueError:
            return f"was killed by signal {-status}"
    return f"ended with status {status}"


def interrupt_on_signals() -> None:
    """Have the first SIGTERM or SIGINT raise `Interrupted`, and ignore the next ones while it cleans up."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise Interrupted


def end_process() -> NoReturn:
    """Interrupt this process, from a thread other than its main one, and end it by force if it goes on."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_END)
    os._exit(1)


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
    """Have a forked process end at SIGTERM and SIGINT, whatever its parent does at those, and die with its parent.

    That happens outside the interpreter, so also to a process that is stopped or in a loop that holds the interpreter.
    """
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCONT):
        signal.signal(number, signal.SIG_DFL)
    _request_signal(signal.SIGKILL)
    if os.getppid() != parent:  # it died before it could be watched
        os._exit(1)


def die_with_starter() -> None:
    """Have a process that was started as a module of this package die with the one that started it, where possible."""
    if _HAS_PRCTL:
        die_with_parent(int(os.environ[STARTER]))


def interrupt_with_starter() -> None:
    """Have a process that was started as a module of this package raise `Interrupted` once its starter is gone.

    The signal also wakes it if it is stopped. It must not play scenes itself: a loop could hold the interpreter.
    """
    if not _HAS_PRCTL:
        return
    starter = int(os.environ[STARTER])

    def interrupt(number: int, frame: FrameType | None) -> None:
        if os.getppid() != starter:  # it is woken for other reasons, too
            _interrupt(number, frame)

    signal.signal(signal.SIGCONT, interrupt)
    _request_signal(signal.SIGCONT)
    if os.getppid() != starter:
        os._exit(1)


def _request_signal(number: signal.Signals) -> None:
    """Have the operating system send this process a signal when its parent dies, if it can."""
    if _HAS_PRCTL:
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, number)


def print_warnings_as_lines() -> None:
    """Print each warning of this package as one line, not in columns as Manim has its own printed."""
    own = logging.getLogger(LOGGER)
    own.addHandler(logging.StreamHandler())
    own.propagate = False


def exit_on_sigterm() -> None:
    """Have this process exit on SIGTERM as after Ctrl-C, so that workers end and unfinished files go."""
    signal.signal(signal.SIGTERM, _exit)


def _exit(*_: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # further ones change nothing
    sys.exit(143)
