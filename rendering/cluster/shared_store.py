"""A folder that all machines share: what a worker has put there is not lost with the worker.

Files lie under the digests of their contents. A record for each segment, under a digest of everything that decides it,
says which files it has; it is written last. Both appear complete or not at all, by rename.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rendering.output.freshness import sha256, versions
from rendering.output.publication import link_or_copy


def content_path(store: Path, digest: str) -> Path:
    """Return where the content of a digest lies in a store."""
    return store / digest[:2] / digest


class SharedStore:
    """The store as one claim sees it.

    Parameters
    ----------
    folder
        The folder.
    request
        The claim's job, settings and working folder.
    files
        The digest of the scene's files.
    """

    def __init__(self, folder: Path, request: Mapping[str, Any], files: str) -> None:
        self._folder = folder
        job = {name: value for name, value in request["job"].items() if name not in {"folder", "processes"}}
        self._common = [job, request["folder"], request["settings"], files, dict(versions())]

    def find(self, only: Mapping[int, str]) -> list[dict[str, Any]]:
        """Return those of some segments, given by first frame and fingerprint, that are there complete."""
        found = []
        for first, digest in only.items():
            with contextlib.suppress(OSError, ValueError):
                segment = json.loads(self._record(first, digest).read_text(encoding="utf-8"))
                if all(sha256(content_path(self._folder, each)) == each for each in segment["files"].values()):
                    found.append(segment)
        return found

    def put(self, segment: Mapping[str, Any], digest: str, folder: Path) -> None:
        """Put a segment into the store, whose files are in a folder."""
        for name, content in segment["files"].items():
            place = content_path(self._folder, content)
            if not place.exists() or sha256(place) != content:
                _publish(folder / name, place)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            record = Path(scratch) / "record"
            record.write_text(json.dumps(segment), encoding="utf-8")
            _publish(record, self._record(segment["first"], digest))

    def _record(self, first: int, digest: str) -> Path:
        key = hashlib.sha256(json.dumps([*self._common, first, digest], sort_keys=True).encode()).hexdigest()
        return self._folder / "records" / key[:2] / f"{key}.json"


def _publish(source: Path, place: Path) -> None:
    """Put a file in its place, complete or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".unfinished-") as scratch:
        unfinished = Path(scratch) / place.name
        link_or_copy(source, unfinished)
        unfinished.replace(place)
