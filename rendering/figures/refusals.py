"""Refuse, before a scene is played, what could only fail after it."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

from rendering.errors import UserError


def check_writable(folder: Path) -> None:
    """Raise `UserError` unless files can be written in a folder, or in the nearest above it that exists.

    Raises
    ------
    UserError
        The message says which folder, and what the operating system says of it.
    """
    nearest = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        raise UserError(f"cannot write in {nearest}: {error.strerror}") from error


def check_number(option: str, value: float | None) -> None:
    """Raise `UserError` where an option is no number that can be measured, which passes any range.

    Examples
    --------
    >>> check_number("--width-mm", 120.0)
    >>> check_number("--width-mm", float("nan"))
    Traceback (most recent call last):
    ...
    rendering.errors.UserError: --width-mm takes a number, not nan
    """
    if value is not None and not math.isfinite(value):
        raise UserError(f"{option} takes a number, not {value}")
