"""Keep encoded segments by what went into them, so that no play is drawn twice.

A segment is a file named by its key, with a record beside it that holds its size and digest. The record is written
last: without a record that fits, the file is not there. Both appear by atomic rename after they have reached the disk,
so processes may share a store; whoever takes a segment out links it to a place of its own first, and what another
process prunes meanwhile stays readable there.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from rendering.output.freshness import sha256
from rendering.output.publication import flush, link_or_copy, sweep

_LOG = logging.getLogger(__name__)

SEGMENTS_FOLDER = ".segments"
"""The store's name in the folder where the output goes."""


@dataclass(frozen=True)
class Store:
    """A folder of segments.

    Parameters
    ----------
    folder
        Where it is; made when the first segment comes.
    """

    folder: Path

    def take(self, key: str, destination: Path) -> Mapping[str, Any] | None:
        """Put the segment of this key at `destination` and return what was noted of it, or ``None`` if there is none.

        A segment that is not, byte for byte, what was put in is named in a warning, and removed.
        """
        path, record = self._paths(key)
        try:
            noted: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
            destination.unlink(missing_ok=True)
            link_or_copy(path, destination)
            if destination.stat().st_size == noted["bytes"] and sha256(destination) == noted["sha256"]:
                os.utime(record)
                content: Mapping[str, Any] = noted["content"]
                return content
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, KeyError, TypeError):
            pass
        _LOG.warning("the segment %s is damaged; its frames are drawn again", path)
        self._drop(key)
        destination.unlink(missing_ok=True)
        return None

    def put(self, key: str, source: Path, content: Mapping[str, Any]) -> None:
        """Keep a copy of a segment, with JSON-able data that comes back with it; a full disk is no reason to fail."""
        path, record = self._paths(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            noted = {"bytes": source.stat().st_size, "sha256": sha256(source), "content": dict(content)}
            scratch = path.parent / f".{key}.{os.getpid()}.part"
            scratch.mkdir()
            try:
                segment, note = scratch / "segment", scratch / "record"
                link_or_copy(source, segment)
                note.write_text(json.dumps(noted), encoding="utf-8")
                for written in (segment, note):
                    flush(written)
                segment.replace(path)
                note.replace(record)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
            flush(path.parent)

    def sweep(self) -> None:
        """Remove what processes that were killed have left unfinished."""
        for folder in self.folder.glob("*/"):
            sweep(folder)

    def prune(self, most: int) -> int:
        """Remove the segments used least recently until at most `most` bytes are kept; return how many were freed."""
        if not self.folder.is_dir():
            return 0
        lock = self.folder / "prune.lock"
        with FileLock(lock):
            found = self._found()
            total, freed = sum(size for _, size, _ in found), 0
            for _, size, key in sorted(found):
                if total - freed <= most:
                    break
                self._drop(key)
                freed += size
            for folder in self.folder.iterdir():
                with contextlib.suppress(OSError):
                    folder.rmdir()  # only an empty one goes
            if not most:
                lock.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.folder.rmdir()
        return freed

    @property
    def bytes(self) -> int:
        """How much room all segments take."""
        return sum(size for _, size, _ in self._found())

    def _found(self) -> list[tuple[float, int, str]]:
        """Return when each segment was last used, its size with its record, and its key."""
        found = []
        for record in self.folder.glob("*/*.json"):
            with contextlib.suppress(OSError):
                size = record.stat().st_size + record.with_suffix("").stat().st_size
                found.append((record.stat().st_mtime, size, record.stem))
        return found

    def _drop(self, key: str) -> None:
        path, record = self._paths(key)
        for stale in (record, path):
            with contextlib.suppress(OSError):
                stale.unlink(missing_ok=True)

    def _paths(self, key: str) -> tuple[Path, Path]:
        path = self.folder / key[:2] / key
        return path, path.with_suffix(".json")


def sweep_output(folder: Path, *, also_of: int | None = None) -> None:
    """Remove what dead processes (and process `also_of`) have left unfinished in an output's folder and its store."""
    sweep(folder, also_of=also_of)
    Store(folder.parent / SEGMENTS_FOLDER).sweep()
