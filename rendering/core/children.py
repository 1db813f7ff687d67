"""Start modules of this package as processes of their own, and exchange messages with them as lines of JSON."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import IO, Any

from rendering.core.environment import engine_environment
from rendering.core.processes import SECONDS_TO_END
from rendering.core.streams import SCENE_INPUT, can_be_answered


def module_command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module of this package in a process of its own."""
    return [sys.executable, "-P", "-m", module, *arguments]


def json_line(message: Any) -> bytes:
    """Return a message as one line of JSON."""
    return json.dumps(message).encode() + b"\n"


def messages(stream: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the messages on a stream; skip what isn't one, such as half a line of a process that was killed."""
    for line in stream:
        with contextlib.suppress(ValueError):
            message = json.loads(line)
            if isinstance(message, dict):
                yield message


class ChildProcess:
    """A process that runs a module of this package, and ends when its standard input closes or this process ends.

    Parameters
    ----------
    module, *arguments
        The module, and the arguments of its command line.
    stderr
        Where its standard error goes, as for `subprocess.Popen`; by default where this process's goes.
    scene_input
        Whether scenes find this process's standard input there as theirs; otherwise they find nothing to read.
    own_session
        Whether it runs in a session of its own, so that Ctrl-C in the terminal does not reach it. What it leaves there
        is killed once it has ended.
    """

    def __init__(
        self,
        module: str,
        *arguments: str,
        stderr: int | None = None,
        scene_input: bool = False,
        own_session: bool = False,
    ) -> None:
        passed = (os.dup(0),) if scene_input and can_be_answered() else ()
        self.process = subprocess.Popen(
            module_command(module, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=engine_environment() | ({SCENE_INPUT: str(passed[0])} if passed else {}),
            pass_fds=passed,
            start_new_session=own_session,
        )
        for descriptor in passed:
            os.close(descriptor)
        if self.process.stdin is None or self.process.stdout is None:
            raise ValueError("a process without pipes")
        self._own_session = own_session
        self._watchdog = None if sys.platform.startswith("linux") else _watchdog(self.process.pid)
        self._stdin: IO[bytes] = self.process.stdin
        self.stdout: IO[bytes] = self.process.stdout
        if own_session or self._watchdog is not None:
            threading.Thread(target=self._clear_up, name="end of a child", daemon=True).start()

    @property
    def stderr(self) -> IO[bytes]:
        """The stream of its standard error, where that is a pipe."""
        if self.process.stderr is None:
            raise ValueError("a process without a pipe for its standard error")
        return self.process.stderr

    def send(self, message: Any) -> None:
        """Send a message, unless the process has ended."""
        self.write(json_line(message))

    def write(self, data: bytes) -> None:
        """Write to its standard input, unless the process has ended."""
        if not self._stdin.closed:
            with contextlib.suppress(OSError):
                self._stdin.write(data)
                self._stdin.flush()

    def close_input(self) -> None:
        """Close its standard input, so that it ends when it has handled the messages it has."""
        with contextlib.suppress(OSError):
            self._stdin.close()

    def messages(self) -> Iterator[dict[str, Any]]:
        """Yield the messages it sends until it closes its output."""
        with self.stdout:
            yield from messages(self.stdout)

    def kill(self) -> None:
        """End the process at once."""
        self.process.kill()

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit status, or raise `subprocess.TimeoutExpired`."""
        return self.process.wait(timeout)

    def stop(self) -> int:
        """Ask the process to end, and kill it if it takes too long; return its exit status."""
        self.close_input()
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(2 * SECONDS_TO_END)  # it may have to wait for a child of its own
        self.kill()
        return self.wait()

    def _clear_up(self) -> None:
        """Wait for its end, then end what it has left: whoever reads its pipes to the end would wait for that, too."""
        self.process.wait()
        if self._own_session and os.name == "posix":
            with contextlib.suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)
        if self._watchdog is not None:
            self._watchdog.kill()
            self._watchdog.wait()


def _watchdog(process: int) -> subprocess.Popen[bytes] | None:
    """Start a shell that kills a process when this one is gone, where the operating system does not do that itself."""
    if os.name != "posix":
        return None
    command = ["/bin/sh", "-c", f"read -r _; sleep {SECONDS_TO_END:g}; kill -9 {process}"]
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere, start_new_session=True)
