"""Play scenes in a child: whatever a scene does to its process, somebody is left to say so and to clear up after it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rendering.core.processes import SECONDS_TO_END, die_with_parent, interrupt_on_signals
from rendering.core.work_folder import sweep_work_folders

_SET_CHILD_SUBREAPER = 36
"""``PR_SET_CHILD_SUBREAPER`` of Linux's ``prctl``."""
_DONE = b"."


@dataclass(frozen=True)
class Ending:
    """How a child has ended.

    Parameters
    ----------
    status
        Its exit status or, negated, the number of the signal that killed it.
    is_complete
        Whether it came to the end of its work; otherwise the scene has ended it, or something else has.
    """

    status: int
    is_complete: bool


def supervise(work: Callable[[], int], started: Callable[[int], object] = lambda _pid: None) -> Ending:
    """Run a function in a forked child, and then end every process that the child has left behind.

    The child ends with the function: it does not wait for its threads. If this process is interrupted, the child is
    given a few seconds to clear up; if this process is killed, so is the child.

    Parameters
    ----------
    work
        Returns the child's exit status.
    started
        Is given the child's process number.
    """
    adopt_orphans()
    parent = os.getpid()
    reading, writing = os.pipe()
    _flush()
    child = os.fork()
    if not child:
        _run(work, parent, writing)
    try:
        os.close(writing)
        started(child)
        _, wait_status = os.waitpid(child, 0)
    except BaseException:
        _end(child)
        raise
    finally:
        end_children()
        os.set_blocking(reading, False)
        with os.fdopen(reading, "rb") as stream:
            is_complete = stream.read() == _DONE
        if not is_complete:
            sweep_work_folders()
    return Ending(os.waitstatus_to_exitcode(wait_status), is_complete)


def _run(work: Callable[[], int], parent: int, writing: int) -> None:
    """Run the function in the child, and end that without running what its parent has registered to run at exit."""
    status = 1
    try:
        die_with_parent(parent)
        interrupt_on_signals()
        try:
            status = work()
        except KeyboardInterrupt:
            status = 130
        except BaseException:
            traceback.print_exc()
        os.write(writing, _DONE)
    finally:
        _flush()
        os._exit(status)


def _end(child: int) -> None:
    """Ask a child to end, also one that is stopped, and kill it if it takes too long."""
    deadline = time.monotonic() + SECONDS_TO_END
    with contextlib.suppress(OSError):
        os.kill(child, signal.SIGTERM)
        os.kill(child, signal.SIGCONT)
        while not os.waitpid(child, os.WNOHANG)[0]:
            if time.monotonic() > deadline:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return
            time.sleep(0.01)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, where the system can do that."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1)


def end_children() -> None:
    """Kill the children of this process, and those that they leave to it, as far as the system lists them."""
    while children := _children():
        for child in children:
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)
            with contextlib.suppress(OSError):
                os.waitpid(child, 0)


def _children() -> list[int]:
    lists = Path("/proc/self/task").glob("*/children")
    return [int(child) for children in lists for child in children.read_text().split()]


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # ValueError: the scene has closed it
            stream.flush()
