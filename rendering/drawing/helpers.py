"""Processes that draw a share of a scene: forked where that is possible and early enough, else started afresh.

What they say, they say in lines of JSON over a pipe; they end when whoever started them is gone.
"""

from __future__ import annotations

import contextlib
import json
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
from typing import Any, BinaryIO, NoReturn, Protocol

from rendering.core.environment import engine_environment
from rendering.core.processes import LOGGER, belong_to
from rendering.core.profiling import STOPWATCH

Say = Callable[[dict[str, Any]], None]
"""Passes a message on to whoever gathers them."""


class SequentialOnly(BaseException):
    """The scene has to be drawn frame after frame in one process; not an `Exception`, so that no scene catches it."""


class Helper(Protocol):
    """A process that draws a share."""

    stdout: BinaryIO

    def kill(self) -> None:
        """End it at once."""

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit code, or raise `subprocess.TimeoutExpired`."""

    def let_go(self) -> None:
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
        self.stdout: BinaryIO = os.fdopen(reading, "rb")

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

    def let_go(self) -> None:
        """Nothing to release: whoever listens closes the pipe."""


class SpawnedHelper:
    """A process started afresh.

    Parameters
    ----------
    errand
        What it has to know; travels pickled.

    Raises
    ------
    TypeError
        If the errand cannot travel.
    """

    def __init__(self, task: Any) -> None:
        try:
            told = pickle.dumps(task)
        except (pickle.PicklingError, AttributeError) as error:
            raise TypeError(str(error)) from error
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "rendering.drawing.helper_main"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a scene prints is heard from the process that started this one
            env=engine_environment(),
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise TypeError("no pipes")
        self.stdout: Any = self._process.stdout
        self.kill, self.wait = self._process.kill, self._process.wait
        with contextlib.suppress(OSError):
            self._process.stdin.write(told)
            self._process.stdin.flush()

    def let_go(self) -> None:
        """Close the lifeline."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()


def run_helper(draw: Callable[[Say], None], channel: BinaryIO) -> NoReturn:
    """Draw, say all that comes of it, and end the process."""

    def say(message: dict[str, Any]) -> None:
        channel.write(json.dumps(message).encode() + b"\n")
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
    belong_to(parent)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)  # a thread pool does not survive a fork; without one, nothing waits for it
