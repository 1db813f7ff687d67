"""Find the processes that a test has started, directly or not, and wait for them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path


def processes_of(variable: str) -> list[str]:
    """Return the command lines of running processes that have a variable in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if variable.encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().decode())
        except OSError:
            continue
    return found


def wait_until(condition: Callable[[], object], what: Callable[[], object]) -> None:
    """Wait until a condition holds; after a minute, fail with what `what` returns."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, what()
        threading.Event().wait(0.05)
