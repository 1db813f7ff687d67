"""Processes that draw a share of a scene: forked where that is possible and early enough, else started afresh.

What they say, they say in lines of JSON over a pipe; they end when whoever started them is gone.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import random
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from typing import IO, Any, BinaryIO, NoReturn, Protocol

from rendering.core.children import ChildProcess, json_line
from rendering.core.processes import LOGGER, die_with_parent
from rendering.core.profiling import STOPWATCH

Say = Callable[[dict[str, Any]], None]
"""Passes a message on to whoever gathers them."""


class SequentialOnly(BaseException):
    """The scene has to be drawn frame after frame in one process; not an `Exception`, so that no scene catches it."""


class Helper(Protocol):
    """A process that draws a share."""

    stdout: IO[bytes]

    def kill(self) -> None:
        """End it at once."""

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit code, or raise `subprocess.TimeoutExpired`."""

    def close_input(self) -> None:
        """Release what it took to talk to it."""


class ForkedHelper:
    """A copy of this process that does one thing.

    Parameters
    ----------
    draw
        What it does, given how to say what comes of it.
    """

    def __init__(self, draw: Callable[[Say], None]) -> None:
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        parent, chance = os.getpid(), random.getstate()
        self._status: int | None = None
        self._process = os.fork()
        if not self._process:
            STOPWATCH.start_over("start")
            random.setstate(chance)  # Python seeds it anew in every forked child
            _settle_in(parent)
            os.close(reading)
            run_helper(draw, os.fdopen(writing, "wb"))
        os.close(writing)
        self.stdout: IO[bytes] = os.fdopen(reading, "rb")

    def kill(self) -> None:
        """End it at once."""
        if self._status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit code."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self._status is None:
            process, status = os.waitpid(self._process, 0 if deadline is None else os.WNOHANG)
            if process:
                self._status = os.waitstatus_to_exitcode(status)
            elif deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("a share", timeout or 0.0)
            else:
                time.sleep(0.01)
        return self._status

    def close_input(self) -> None:
        """Release nothing: it has no input."""


class SpawnedHelper(ChildProcess):
    """A process started afresh.

    Parameters
    ----------
    task
        What it has to know; travels pickled.

    Raises
    ------
    TypeError
        If the task cannot travel.
    """

    def __init__(self, task: Any) -> None:
        try:
            data = pickle.dumps(task)
        except (pickle.PicklingError, AttributeError) as error:
            raise TypeError(str(error)) from error
        # What a scene prints is heard from the process that started this one.
        super().__init__("rendering.drawing.helper_main", stderr=subprocess.DEVNULL)
        self.write(data)


def run_helper(draw: Callable[[Say], None], channel: BinaryIO) -> NoReturn:
    """Draw, say all that comes of it, and end the process."""

    def say(message: dict[str, Any]) -> None:
        channel.write(json_line(message))
        channel.flush()

    logging.getLogger(LOGGER).addHandler(_WarningRelay(say))
    try:
        try:
            draw(say)
            say({"ended": "", "spent": STOPWATCH.read()})
        except SequentialOnly:
            say({"sequential": True})
        except BaseException as error:
            told = "".join(traceback.format_exception(error))
            say({"ended": f"{type(error).__name__}: {error}", "traceback": told})
    finally:
        os._exit(0)


class _WarningRelay(logging.Handler):
    """Says warnings of this package to whoever gathers the messages: what such a process prints, nobody reads."""

    def __init__(self, say: Say) -> None:
        super().__init__(logging.WARNING)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        """Say one."""
        self._say({"warning": record.getMessage()})


def _settle_in(parent: int) -> None:
    """Make a forked process a good child that prints nothing twice."""
    die_with_parent(parent)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)  # a thread pool does not survive a fork; without one, nothing waits for it
