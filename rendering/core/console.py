"""The terminal as this project writes to it."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from rich.console import Console

WIDE = 200
"""Columns of what no terminal limits."""


def console_for(stream: TextIO) -> Console:
    """Return a console on a stream; where that is no terminal, lines are as long as they have to be."""
    return Console(file=stream, width=None if stream.isatty() else WIDE)


def shown_path(path: Path) -> str:
    """Return a path as short as it can be said from the current folder."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
