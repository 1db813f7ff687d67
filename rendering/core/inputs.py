"""Read files that the user names: regular ones, up to a size."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from rendering.core.errors import UserError

MOST_BYTES = 1_000_000
"""The longest file of text that is read; what people write by hand is shorter."""


def read_input(path: Path, what: str, *, most: int = MOST_BYTES) -> bytes:
    """Return what is in a file, without waiting for whoever writes to a pipe.

    Parameters
    ----------
    path
        The file.
    what
        What is read from it, for messages.
    most
        The largest number of bytes.

    Raises
    ------
    UserError
        If it cannot be read, is no regular file, or is too long.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UserError(f"cannot read {what} in {path}: it is not a regular file")
            data = file.read(most + 1)
    except OSError as error:
        raise UserError(f"cannot read {what} in {path}: {error.strerror or error}") from error
    if len(data) > most:
        raise UserError(f"cannot read {what} in {path}: it is longer than {most:,} bytes")
    return data
