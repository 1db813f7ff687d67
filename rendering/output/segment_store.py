"""Keep encoded segments under a digest of everything that decides their bytes, so that no play is drawn twice.

A segment is a file named by its key, with a record beside it that holds its size and digest. The record is written
last: a file without a matching record does not count. Both appear by atomic rename after they have reached the disk, so
several processes may use one store. A process that fetches a segment first links it to a place of its own, where it
stays readable if another process prunes it meanwhile.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from rendering.core.errors import UserError
from rendering.output.freshness import sha256
from rendering.output.publication import Publication, link_or_copy, sweep
from rendering.output.sealed_json import unsealed, write

_LOG = logging.getLogger(__name__)

SEGMENTS_FOLDER = ".segments"
"""The store's name in the folder of all output."""


class _Record(BaseModel):
    """What is written beside a segment."""

    model_config = ConfigDict(extra="forbid", strict=True)

    key: str
    bytes: NonNegativeInt
    sha256: str
    content: dict[str, NonNegativeInt]


@dataclass(frozen=True)
class SegmentStore:
    """A folder of segments.

    Parameters
    ----------
    folder
        Its path; it is created with the first segment.
    """

    folder: Path

    def fetch(self, key: str, destination: Path) -> Mapping[str, int] | None:
        """Link the segment of this key to `destination` and return the numbers kept with it; ``None`` if none is kept.

        A segment that is not, byte for byte, what was put in is named in a warning, and removed.
        """
        path, record_path = self._paths(key)
        try:
            record = _Record.model_validate(unsealed(record_path.read_bytes()))
            destination.unlink(missing_ok=True)
            link_or_copy(path, destination)
            found = _Record(
                key=key, bytes=destination.stat().st_size, sha256=sha256(destination), content=record.content
            )
            if record == found:
                os.utime(record_path)  # `prune` removes what was used least recently
                return record.content
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return None
        except (OSError, ValueError, ValidationError):
            pass
        _LOG.warning("the segment %s is damaged; its frames are drawn again", path)
        self._drop(key)
        destination.unlink(missing_ok=True)
        return None

    def put(self, key: str, source: Path, content: Mapping[str, int]) -> None:
        """Keep a segment, with whole numbers that are returned with it; where the disk is full, do nothing."""
        path, record_path = self._paths(key)
        record = _Record(key=key, bytes=source.stat().st_size, sha256=sha256(source), content=dict(content))
        with contextlib.suppress(OSError, UserError), Publication() as publication:
            link_or_copy(source, publication.stage(path))
            write(publication.stage(record_path), record.model_dump())

    def sweep(self) -> None:
        """Remove the unfinished files of processes that were killed."""
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


def sweep_output(folder: Path) -> None:
    """Remove the unpublished files of processes that no longer live in an output's folder and its store."""
    sweep(folder)
    SegmentStore(folder.parent / SEGMENTS_FOLDER).sweep()
