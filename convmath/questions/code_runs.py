"""Programs that are shown, and what they print: the code shown is the code that was run."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convmath.core.errors import one_of

_FOLDER = Path(__file__).with_name("listings")


class CodeRun(NamedTuple):
    """A program and what came of it.

    Parameters
    ----------
    lines : tuple of str
        The program, line by line, empty ones and leading spaces left out.
    indents : tuple of int
        How many spaces each line began with.
    output : tuple of str
        What it printed, line by line.
    arrays : mapping
        The arrays that it ended with, by name.
    """

    lines: tuple[str, ...]
    indents: tuple[int, ...]
    output: tuple[str, ...]
    arrays: Mapping[str, NDArray[Any]]


def listing_names() -> tuple[str, ...]:
    """Return the names of the programs.

    Examples
    --------
    >>> listing_names()
    ('convolution_as_a_matrix', 'edges_on_a_checkerboard', 'equivariance_by_roll')
    """
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.py")))


def listing_path(name: str) -> Path:
    """Return the file of a program, which runs as it stands.

    Raises
    ------
    InputError
        If there is no such program.
    """
    return _FOLDER / f"{one_of('name', name, listing_names())}.py"


@cache
def run_listing(name: str) -> CodeRun:
    """Run a program and return it with what it printed.

    Raises
    ------
    InputError
        If there is no such program.

    Examples
    --------
    >>> run_listing("equivariance_by_roll").output[1]
    'zero padding: columns that differ: [0, 4, 5, 31]'
    """
    path, printed = listing_path(name), io.StringIO()
    source = path.read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "__main__", "print": partial(print, file=printed)}
    exec(compile(source, str(path), "exec"), names)  # noqa: S102 (a file of this package)
    lines = [line for line in source.splitlines() if line.strip()]
    return CodeRun(
        lines=tuple(line.strip() for line in lines),
        indents=tuple(len(line) - len(line.lstrip()) for line in lines),
        output=tuple(printed.getvalue().splitlines()),
        arrays={key: value for key, value in names.items() if isinstance(value, np.ndarray)},
    )
