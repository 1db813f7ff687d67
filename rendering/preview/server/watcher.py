"""Watch the files that the scene was made of, and the pictures, fonts and tables in the folders around them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from watchfiles import DefaultFilter, awatch

from rendering.core.environment import is_foreign
from rendering.playback.loading import package_root

DATA_SUFFIXES = (
    ".toml",
    ".cfg",
    ".json",
    ".csv",
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".svg",
    ".ttf",
    ".otf",
    ".npy",
    ".wav",
)
"""Endings of files that a library may open without Python's noticing: the recorder of inputs misses those."""
UNWATCHED_FOLDERS = ("media", "node_modules", "build", "dist", "venv")
FileVersion = tuple[int, int, int]
"""Modification time in nanoseconds, size in bytes, and inode: an editor that replaces a file may keep the other two."""
NO_FILE: FileVersion = (0, 0, 0)
MOST_FOLDERS = 2_000
"""Folders watched, even if a project is a whole home folder: the system has a limited number of watches."""
LONGEST_BURST = 150
"""Milliseconds after which a burst of saves is handled even if it has not ended."""
QUIET = 25
"""Milliseconds without a save that end a burst."""
POLL = 1_000
"""Milliseconds after which the inputs are checked even without an event: some file systems send none."""


class Watcher:
    """Watches the files that one scene depends on.

    Parameters
    ----------
    file
        The file with the scene's class.
    media_dir
        The folder of all output, which is not watched.
    """

    def __init__(self, file: Path, media_dir: Path) -> None:
        self._root = package_root(file)
        self._media_dir = media_dir.absolute()
        self._inputs = {file}
        self._any_source = False
        self._folders_changed = asyncio.Event()
        self._folders: frozenset[Path] = frozenset()
        self._versions = {file: _version_of(file)}

    def set_inputs(self, files: Iterable[Path], *, complete: bool, since: int) -> None:
        """Set the files that the scene was made of.

        Parameters
        ----------
        files
            These files.
        complete
            Whether the build succeeded; if not, any source file may be what was missing.
        since
            When the build began, in nanoseconds since the epoch. A file saved later may not have been read in that
            version, so it counts as changed.
        """
        found = set(files)
        self._inputs = found if complete else self._inputs | found
        self._any_source = not complete
        for path in found:
            version = _version_of(path)
            if path not in self._versions:
                self._versions[path] = version if version[0] < since else NO_FILE
        if not {path.parent for path in found} <= self._folders:
            self._folders_changed.set()

    async def saves(self) -> AsyncIterator[list[Path]]:
        """Yield the files of each burst of saves that changed one the scene depends on."""
        while True:
            self._folders_changed.clear()
            self._folders |= await asyncio.to_thread(self._folders_to_watch)
            watcher = awatch(
                *self._folders,
                watch_filter=DefaultFilter(),
                debounce=LONGEST_BURST,
                step=QUIET,
                rust_timeout=POLL,
                yield_on_timeout=True,
                stop_event=self._folders_changed,
                recursive=False,
                ignore_permission_denied=True,
            )
            async for changes in watcher:
                saved = {path for _, name in changes if self._may_matter(path := Path(name))} | self._inputs
                if changed := sorted(path for path in saved if self._has_changed(path)):
                    yield changed
            if not self._folders_changed.is_set():
                return

    def _may_matter(self, path: Path) -> bool:
        """Return whether the scene may depend on a file that is not among its inputs."""
        return path.suffix.lower() in DATA_SUFFIXES or (self._any_source and path.suffix == ".py")

    def _has_changed(self, path: Path) -> bool:
        """Return whether a file has changed since the last call for it."""
        before, now = self._versions.get(path), _version_of(path)
        self._versions[path] = now
        return before != now

    def _folders_to_watch(self) -> frozenset[Path]:
        """Return the project's folders, and those of the scene's inputs."""
        folders = {path.parent for path in self._inputs}
        for folder, below, _ in os.walk(self._root):
            below[:] = [name for name in below if self._is_watched(Path(folder, name))]
            folders.add(Path(folder))
            if len(folders) > MOST_FOLDERS:
                break
        return frozenset(folder for folder in folders if folder.is_dir())

    def _is_watched(self, folder: Path) -> bool:
        name = folder.name
        if name.startswith((".", "__")) or name in UNWATCHED_FOLDERS or name.endswith(".egg-info"):
            return False
        return folder.absolute() != self._media_dir and not is_foreign(folder / "any") and not _is_venv(folder)


def _version_of(path: Path) -> FileVersion:
    """Return what changes whenever a file does; `NO_FILE` if it does not exist."""
    try:
        status = path.stat()
    except OSError:
        return NO_FILE
    return status.st_mtime_ns, status.st_size, status.st_ino


def _is_venv(folder: Path) -> bool:
    return (folder / "pyvenv.cfg").exists()
