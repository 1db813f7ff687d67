"""What this project prints to the terminal, and how."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, TextIO

import click
from rich.console import Console
from rich.table import Table

UNLIMITED_WIDTH = 200
"""Columns of output that goes to a file or a pipe: lines of a log are not wrapped."""


def console_for(stream: TextIO) -> Console:
    """Return a console that writes to a stream, as wide as the terminal where that is one."""
    return Console(file=stream, width=None if stream.isatty() else UNLIMITED_WIDTH)


def print_json(content: Any) -> None:
    """Print JSON-able content to standard output, for other programs to read."""
    click.echo(json.dumps(content, indent=1, ensure_ascii=False))


def print_table(table: Table) -> None:
    """Print a table to standard output, its texts as they are."""
    console_for(sys.stdout).print(table, markup=False)


def shown_path(path: Path) -> str:
    """Return a path relative to the current folder if it lies in it, else as it is."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
