"""Publish finished files all at once, so that no reader ever sees an unfinished one."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from rendering.core.errors import UserError

_UNPUBLISHED = re.compile(r"^\..+\.(?P<pid>\d+)\.part(\.\w+)?$")
"""Hidden names: the process's number tells whether it may still be writing."""


class Publication:
    """Files that appear together under their final names, or not at all.

    Each is written under a hidden name in its own folder, so that it can be renamed atomically. When the ``with`` block
    ends, all are flushed to disk and renamed; if it raises, all are deleted and the files published before remain.

    Examples
    --------
    >>> with Publication() as publication:  # doctest: +SKIP
    ...     publication.stage(Path("media/x/x.json")).write_text("{}")
    """

    def __init__(self) -> None:
        self._staged: dict[Path, Path] = {}
        self._scratch: list[Path] = []

    def stage(self, final: Path) -> Path:
        """Return the hidden path to write; it becomes `final`."""
        hidden = self._hidden(final)
        self._staged[final] = hidden
        return hidden

    def scratch_folder(self, folder: Path) -> Path:
        """Return a hidden folder within `folder` for what is never published."""
        hidden = self._hidden(folder / f"scratch-{len(self._scratch)}")
        hidden.mkdir()
        self._scratch.append(hidden)
        return hidden

    def commit(self) -> None:
        """Flush every staged file, then rename each, in the order of staging."""
        for hidden in self._staged.values():
            flush(hidden)
        for final, hidden in self._staged.items():
            hidden.replace(final)
        for folder in {final.parent for final in self._staged}:
            flush(folder)
        self._staged.clear()
        self.discard()

    def discard(self) -> None:
        """Delete everything that has not been published."""
        for hidden in self._staged.values():
            with contextlib.suppress(OSError):
                hidden.unlink(missing_ok=True)
        for hidden in self._scratch:
            shutil.rmtree(hidden, ignore_errors=True)
        self._staged.clear()
        self._scratch.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.discard()
            return
        try:
            self.commit()
        except BaseException:
            self.discard()
            raise

    @staticmethod
    def _hidden(final: Path) -> Path:
        check_writable(final.parent)
        final.parent.mkdir(parents=True, exist_ok=True)
        return final.with_name(f".{final.name}.{os.getpid()}.part{final.suffix}")


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


def sweep(folder: Path, *, also_of: int | None = None) -> None:
    """Delete the unpublished files in `folder` of processes that no longer exist, and of process `also_of`."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        match = _UNPUBLISHED.match(path.name)
        if match and (int(match["pid"]) == also_of or not _is_alive(int(match["pid"]))):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def link_or_copy(source: Path, destination: Path) -> None:
    """Give a file a second name, or copy it where the file system has no hard links."""
    try:
        os.link(source, destination)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, destination)


def flush(path: Path) -> None:
    """Have the operating system write a file (or a folder's entries) to disk."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:  # folders, on Windows
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    """Return whether a process has ended, but its parent has not collected its status; some containers' never does."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return fields[0] == "Z"
