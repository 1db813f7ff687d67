"""What a command finds where it is started: its arguments, the current folder, the streams, Python's settings."""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Iterable

from rendering.core.errors import UserError


def check_surroundings(arguments: Iterable[str]) -> None:
    """Raise `UserError` where a command cannot work with its arguments or in the current folder.

    Raises
    ------
    UserError
        If an argument is no text in the encoding of this system, or the current folder has been deleted.
    """
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError as error:
            encoding = sys.getfilesystemencoding()
            raise UserError(f"the argument {argument!a} is not {encoding.upper()}; write it in that") from error
    try:
        os.getcwd()  # noqa: PTH109 - nothing is done with it
    except OSError as error:
        raise UserError("the current folder has been deleted; change to another") from error


def print_any_text() -> None:
    """Have standard output and error print what their encoding lacks as backslash escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def forgive_warnings() -> None:
    """Take back ``-W error`` and ``PYTHONWARNINGS=error``, with which Manim and others cannot even be imported."""
    kept = [entry for entry in warnings.filters if entry[0] != "error"]
    if len(kept) < len(warnings.filters):
        warnings.resetwarnings()
        for action, message, category, module, line in reversed(kept):
            warnings.filterwarnings(action, _pattern(message), category, _pattern(module), line)  # type: ignore[arg-type]


def _pattern(compiled: object) -> str:
    """Return the text of a filter's pattern: Python's own are texts already."""
    return str(getattr(compiled, "pattern", compiled or ""))
