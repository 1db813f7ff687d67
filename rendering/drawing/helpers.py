"""Helpers: processes that draw some plays of a scene, forked where that is possible, else started afresh.

They send messages as lines of JSON over a pipe, and end when the process that started them is gone.
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

Send = Callable[[dict[str, Any]], None]
"""Sends a message to the process that gathers the answers."""


class SequentialOnly(BaseException):
    """The scene has to be drawn frame after frame in one process; not an `Exception`, so that no scene catches it."""


class Helper(Protocol):
    """A process that draws what it claims of a scene."""

    stdout: IO[bytes]

    def kill(self) -> None:
        """End the process at once."""

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit status, or raise `subprocess.TimeoutExpired`."""

    def close_input(self) -> None:
        """Close the pipe to its standard input, if there is one."""


class ForkedHelper:
    """A fork of this process, in which Manim and the scene's file need not be imported again.

    Parameters
    ----------
    draw
        What it runs, given how to send messages.
    """

    def __init__(self, draw: Callable[[Send], None]) -> None:
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        parent, random_state = os.getpid(), random.getstate()
        self._status: int | None = None
        self._process = os.fork()
        if not self._process:
            STOPWATCH.start_over("start")
            random.setstate(random_state)  # Python seeds it anew in every forked child
            _detach(parent)
            os.close(reading)
            run_helper(draw, os.fdopen(writing, "wb"))
        os.close(writing)
        self.stdout: IO[bytes] = os.fdopen(reading, "rb")

    def kill(self) -> None:
        """End the process at once."""
        if self._status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit status, or raise `subprocess.TimeoutExpired`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self._status is None:
            process, status = os.waitpid(self._process, 0 if deadline is None else os.WNOHANG)
            if process:
                self._status = os.waitstatus_to_exitcode(status)
            elif deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("a helper", timeout or 0.0)
            else:
                time.sleep(0.01)
        return self._status

    def close_input(self) -> None:
        """Close nothing: a fork has no pipe to its standard input."""


class SpawnedHelper(ChildProcess):
    """A process started afresh.

    Parameters
    ----------
    task
        What it has to know, which is sent to it pickled.

    Raises
    ------
    TypeError
        If the task cannot be pickled.
    """

    def __init__(self, task: Any) -> None:
        try:
            data = pickle.dumps(task)
        except (pickle.PicklingError, AttributeError) as error:
            raise TypeError(str(error)) from error
        # What a scene prints is printed by the process that starts this one, which plays it, too.
        super().__init__("rendering.drawing.helper_main", stderr=subprocess.DEVNULL)
        self.write(data)


def run_helper(draw: Callable[[Send], None], channel: BinaryIO) -> NoReturn:
    """Draw, send how it ended, and end the process."""

    def send(message: dict[str, Any]) -> None:
        channel.write(json_line(message))
        channel.flush()

    logging.getLogger(LOGGER).addHandler(_WarningRelay(send))
    try:
        try:
            draw(send)
            send({"ended": "", "phases": STOPWATCH.read()})
        except SequentialOnly:
            send({"sequential": True})
        except BaseException as error:
            lines = "".join(traceback.format_exception(error))
            send({"ended": f"{type(error).__name__}: {error}", "traceback": lines})
    finally:
        os._exit(0)  # a fork must not run what its parent has registered to run at exit, such as removing its folders


class _WarningRelay(logging.Handler):
    """Sends the warnings of this package as messages, since nobody reads what a helper prints."""

    def __init__(self, send: Send) -> None:
        super().__init__(logging.WARNING)
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        """Send one warning."""
        self._send({"warning": record.getMessage()})


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
