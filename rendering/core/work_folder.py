"""Folders for what is written on the way to a file, which do not outlive their process for long."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rendering.core.locks import FileLock, Locked

PREFIX = "convolutions-in-motion-"
"""How the names of these folders begin, in the folder of temporary files."""
LOCK = ".lock"
"""The file in each that its process holds a lock on while it lives."""


@contextlib.contextmanager
def work_folder() -> Iterator[Path]:
    """Make a temporary folder for the block; whatever processes that were killed have left is removed first."""
    sweep_work_folders()
    folder, lock = _locked_folder()
    try:
        yield folder
    finally:
        if lock is not None:
            lock.release(delete=False)
        shutil.rmtree(folder, ignore_errors=True)


def sweep_work_folders() -> None:
    """Remove this user's folders whose processes are gone."""
    if os.name != "posix":
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        lock = folder / LOCK
        with contextlib.suppress(OSError, Locked):
            if lock.is_file() and not folder.is_symlink() and folder.stat().st_uid == os.getuid():
                held = FileLock(lock, wait=False)
                shutil.rmtree(folder, ignore_errors=True)
                held.release(delete=False)


def _locked_folder() -> tuple[Path, FileLock | None]:
    """Return a new folder, and its lock where the file system has locks."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        try:
            return folder, FileLock(folder / LOCK)
        except Locked:
            if folder.is_dir():
                return folder, None
            # else another process has taken it for one that was left, just before it was locked
