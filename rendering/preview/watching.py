"""Know which saves matter: those of files that the scene was made of, and of pictures, fonts and tables beside them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

from rendering.environment import is_foreign
from rendering.scene_loading import package_root

DATA = (".toml", ".cfg", ".json", ".csv", ".png", ".jpg", ".jpeg", ".webp", ".svg", ".ttf", ".otf", ".npy", ".wav")
"""Endings of files that a scene may read in ways that Python does not hear of."""
UNWATCHED = ("media", "node_modules", "build", "dist", "venv")
MOST_FOLDERS = 2_000
BURST = 150
"""Milliseconds for which saves that come one upon another are waited for."""
PAUSE = 25
"""Milliseconds without a save that end a burst."""


class Watch:
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

    def made_of(self, files: Iterable[Path], *, complete: bool) -> None:
        """Take note of what the scene was made of; of a build that failed, any source file may be what was missing."""
        found = set(files)
        self._inputs = found if complete else self._inputs | found
        self._any_source = not complete
        if self._folders_to_watch() != self._folders:
            self._moved.set()

    async def saves(self) -> AsyncIterator[list[Path]]:
        """Yield the files of each burst of saves that matters."""
        while True:
            self._moved.clear()
            self._folders = await asyncio.to_thread(self._folders_to_watch)
            watcher = awatch(
                *self._folders,
                watch_filter=DefaultFilter(),
                debounce=BURST,
                step=PAUSE,
                stop_event=self._moved,
                recursive=False,
                ignore_permission_denied=True,
            )
            async for changes in watcher:
                saved = sorted({Path(name) for change, name in changes if self._matters(change, Path(name))})
                if saved:
                    yield saved
            if not self._moved.is_set():
                return

    def _matters(self, change: Change, path: Path) -> bool:
        if path in self._inputs:
            return change is not Change.deleted or not path.exists()
        if path.suffix == ".py":
            return self._any_source
        return path.suffix.lower() in DATA

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


def _is_venv(folder: Path) -> bool:
    return (folder / "pyvenv.cfg").exists()
