"""Know which saves matter: those of files that the scene was made of, and of pictures, fonts and tables beside them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from watchfiles import DefaultFilter, awatch

from rendering.core.environment import is_foreign
from rendering.playback.loading import package_root

DATA = (".toml", ".cfg", ".json", ".csv", ".png", ".jpg", ".jpeg", ".webp", ".svg", ".ttf", ".otf", ".npy", ".wav")
"""Endings of files that a scene may read in ways that Python does not hear of."""
UNWATCHED = ("media", "node_modules", "build", "dist", "venv")
Version = tuple[int, int, int]
MOST_FOLDERS = 2_000
BURST = 150
"""Milliseconds for which saves that come one upon another are waited for."""
LOOK_AGAIN = 1_000
"""Milliseconds after which the files are looked at anyway, for saves that nobody told of."""
PAUSE = 25
"""Milliseconds without a save that end a burst."""


class Watcher:
    """The files that matter to one scene.

    Parameters
    ----------
    file
        The file with the scene's class.
    media_dir
        The folder of all output, which doesn't count.
    """

    def __init__(self, file: Path, media_dir: Path) -> None:
        self._root = package_root(file)
        self._media_dir = media_dir.absolute()
        self._inputs = {file}
        self._any_source = False
        self._moved = asyncio.Event()
        self._folders: frozenset[Path] = frozenset()
        self._versions = {file: version_of(file)}

    def made_of(self, files: Iterable[Path], *, complete: bool, since: int) -> None:
        """Take note of what the scene was made of.

        Parameters
        ----------
        files
            Those files.
        complete
            Whether the build went well; if not, any source file may be what was missing.
        since
            When the build began, in nanoseconds: what was saved later may not have been read.
        """
        found = set(files)
        self._inputs = found if complete else self._inputs | found
        self._any_source = not complete
        for path in found:
            version = version_of(path)
            if path not in self._versions:
                self._versions[path] = version if version[0] < since else (0, 0, 0)
        if not {path.parent for path in found} <= self._folders:
            self._moved.set()

    async def saves(self) -> AsyncIterator[list[Path]]:
        """Yield the files of each burst of saves that matters."""
        while True:
            self._moved.clear()
            self._folders |= await asyncio.to_thread(self._folders_to_watch)
            watcher = awatch(
                *self._folders,
                watch_filter=DefaultFilter(),
                debounce=BURST,
                step=PAUSE,
                rust_timeout=LOOK_AGAIN,
                yield_on_timeout=True,
                stop_event=self._moved,
                recursive=False,
                ignore_permission_denied=True,
            )
            async for changes in watcher:
                saved = {path for _, name in changes if self._matters(path := Path(name))} | self._inputs
                if changed := sorted(path for path in saved if self._has_changed(path)):
                    yield changed
            if not self._moved.is_set():
                return

    def _matters(self, path: Path) -> bool:
        return path.suffix.lower() in DATA or (self._any_source and path.suffix == ".py")

    def _has_changed(self, path: Path) -> bool:
        """Say whether a file is no longer what it was when this was last asked."""
        before, now = self._versions.get(path), version_of(path)
        self._versions[path] = now
        return before != now

    def _folders_to_watch(self) -> frozenset[Path]:
        """Return the project's folders, and those of what the scene was made of."""
        folders = {path.parent for path in self._inputs}
        for folder, below, _ in os.walk(self._root):
            below[:] = [name for name in below if self._is_watched(Path(folder, name))]
            folders.add(Path(folder))
            if len(folders) > MOST_FOLDERS:
                break
        return frozenset(folder for folder in folders if folder.is_dir())

    def _is_watched(self, folder: Path) -> bool:
        name = folder.name
        if name.startswith((".", "__")) or name in UNWATCHED or name.endswith(".egg-info"):
            return False
        return folder.absolute() != self._media_dir and not is_foreign(folder / "any") and not _is_venv(folder)


def version_of(path: Path) -> Version:
    """Return by what a file is known to have changed: its time, size and number; zeros for none."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0, 0
    return status.st_mtime_ns, status.st_size, status.st_ino


def _is_venv(folder: Path) -> bool:
    return (folder / "pyvenv.cfg").exists()
