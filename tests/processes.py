"""Processes that a test has started, wherever they stand in the tree of processes, and waiting for what they do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path


def processes_of(mark: str) -> list[str]:
    """Return the command lines of living processes that have a word in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().decode())
        except OSError:
            continue
    return found


def wait_until(condition: Callable[[], object], what: Callable[[], object]) -> None:
    """Wait until something is so; after a minute say what is."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, what()
        threading.Event().wait(0.05)
