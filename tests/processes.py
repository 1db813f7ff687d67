"""Find the processes that a test has started, directly or not, and wait for them."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path


def pids_of(*variables: str) -> list[int]:
    """Return the numbers of running processes that have variables in their environment, each as ``NAME=value``."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if set(map(str.encode, variables)) <= set((folder / "environ").read_bytes().split(b"\0")):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def processes_of(variable: str) -> list[str]:
    """Return the command lines of running processes that have a variable in their environment."""
    found = []
    for process in pids_of(variable):
        with contextlib.suppress(OSError):
            found.append(Path(f"/proc/{process}/cmdline").read_bytes().decode())
    return found


def wait_until(condition: Callable[[], object], what: Callable[[], object]) -> None:
    """Wait until a condition holds; after some minutes, fail with what `what` returns."""
    deadline = time.monotonic() + 240
    while not condition():
        assert time.monotonic() < deadline, what()
        threading.Event().wait(0.05)
