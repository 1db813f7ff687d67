"""Segments of one job in the store: their keys, and how a stretch is taken from it or put into it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rendering.fingerprint import Fingerprint
from rendering.performance import Frame, Performance, Stage, StretchSink
from rendering.stopwatch import STOPWATCH
from rendering.store import Store

Source = Callable[[], str]
"""Returns the digest of all source and inputs that have been read so far."""


@dataclass(frozen=True)
class Archive:
    """The store as one job's video sees it.

    Parameters
    ----------
    store
        The store.
    common
        What all segments of the job have in common: encoder, look, versions.
    source
        Returns the digest of all source and inputs that have been read so far.
    """

    store: Store
    common: Mapping[str, Any]
    source: Source

    def key(self, start: Fingerprint) -> str:
        """Return the key of the segment that begins this way; one that its data alone decides is free of the source."""
        told = {**self.common, "start": start.digest, "source": None if start.is_all else self.source()}
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()

    def recall(self, start: Fingerprint, path: Path) -> int | None:
        """Put a segment drawn before at `path` and return its number of frames, or ``None`` if there is none."""
        noted = self.store.take(self.key(start), path)
        return None if noted is None else int(noted["frames"])


class Archived:
    """A sink that keeps the segment another sink makes.

    Parameters
    ----------
    sink
        Makes the segment.
    path
        Where it makes it.
    archive
        Where it is kept.
    key
        Under which key.
    """

    def __init__(self, sink: StretchSink, path: Path, archive: Archive, key: str) -> None:
        self._sink = sink
        self._path = path
        self._archive = archive
        self._key = key
        self._frames = 0

    def open(self, stage: Stage) -> None:
        """Open the other sink."""
        self._sink.open(stage)

    def write(self, frame: Frame) -> None:
        """Hand the frame on."""
        self._sink.write(frame)
        self._frames += frame.repeat

    def answer(self) -> Mapping[str, Any]:
        """Complete the segment and keep it."""
        answer = self._sink.answer()
        with STOPWATCH.phase("keep"):
            self._archive.store.put(self._key, self._path, {"frames": self._frames})
        return answer

    def finish(self, performance: Performance) -> None:
        """Nothing to add."""

    def abort(self) -> None:
        """Drop what was made."""
        self._sink.abort()
