"""Tell whose fault an exception is, and say it: in one line where it is the user's or the machine's, else in full."""

from __future__ import annotations

import errno
import os
import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rendering.core.environment import nearest_existing
from rendering.core.errors import SceneError, abbreviated, author_lines, author_traceback, is_user_error, one_line

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the operating system says where a file cannot grow."""
SMALL_FILE = 1 << 16
"""Bytes: more than the outlines of a text take."""
UNUSABLE_PATH = frozenset(
    {
        errno.EACCES,
        errno.EISDIR,
        errno.ELOOP,
        errno.ENAMETOOLONG,
        errno.ENOTDIR,
        errno.EPERM,
        errno.EROFS,
    }
)
"""What it says of a path that the user has to change."""


@dataclass(frozen=True)
class Failure:
    """What is said of an exception.

    Parameters
    ----------
    message
        What went wrong, in one line.
    traceback
        The traceback through the scene author's own lines; empty where they are not at fault.
    user_error
        Whether the user can avoid it by a different request.
    """

    message: str
    traceback: str = ""
    user_error: bool = False

    @property
    def status(self) -> int:
        """The exit status of a process that ends with it."""
        return 2 if self.user_error else 1


def failure_of(error: BaseException, file: Path | None, *folders: Path) -> Failure:
    """Return what is to be said of an exception.

    Parameters
    ----------
    error
        The exception.
    file
        The scene's file, where there is one: lines from its folder are the author's.
    folders
        Where the command writes beside the temporary folder: one of them is named where the disk is full.
    """
    if is_user_error(error):
        return Failure(one_line(error), user_error=True)
    if isinstance(error, SceneError):
        return Failure(one_line(error))
    for cause in _chain(error):
        if isinstance(cause, OSError) and cause.errno in NO_ROOM:
            return Failure(f"cannot write in {_full_folder(cause, folders)}: {_reason(cause)}; make room and try again")
    if not author_lines(error, file):
        for cause in _chain(error):
            if isinstance(cause, OSError) and cause.errno in UNUSABLE_PATH and cause.filename is not None:
                path = abbreviated(os.fsdecode(cause.filename), 300)
                return Failure(f"cannot use {path}: {_reason(cause)}", user_error=True)
        if _is_of_settings(error):
            return Failure(f"manim.cfg holds what Manim cannot read: {one_line(error)}", user_error=True)
    return Failure(one_line(error), author_traceback(error, file))


def raise_if_full(folder: Path) -> None:
    """Raise the operating system's error where not even a small file can be written in a folder.

    Cairo and Pango say nothing when the disk is full: what fails is whoever reads their files afterwards.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(SMALL_FILE))
    except OSError as error:
        if error.errno in NO_ROOM:
            raise OSError(error.errno, _reason(error), str(folder / "any file")) from error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception, and those that led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _reason(error: OSError) -> str:
    return os.strerror(error.errno or 0)


def _is_of_settings(error: BaseException) -> bool:
    """Return whether Manim has raised an exception while it read its settings."""
    folder = f"{os.sep}manim{os.sep}_config{os.sep}"
    return any(folder in entry.filename for entry in traceback.extract_tb(error.__traceback__))


def _full_folder(error: OSError, folders: tuple[Path, ...]) -> Path:
    """Return the folder of the file that could not grow; where it is not named, the one with the least room.

    Of folders that this package made for a while, return the one that holds them.
    """
    if isinstance(error.filename, str):
        path = Path(error.filename.removeprefix("file:")).absolute()  # as FFmpeg names it
    else:
        path = min((*folders, Path(tempfile.gettempdir())), key=_room).absolute() / "it"
    return next(folder for folder in path.parents if folder.is_dir() and not folder.name.startswith("."))


def _room(folder: Path) -> float:
    """Return how many bytes may be written in a folder, or in the nearest above it that exists."""
    try:
        status = os.statvfs(nearest_existing(folder))
    except (OSError, AttributeError):
        return float("inf")
    return float(status.f_bavail * status.f_frsize)
