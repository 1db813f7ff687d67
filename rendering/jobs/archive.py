"""Segments of one job in the store: their keys, and how a stretch is taken from it or put into it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rendering.core.frames import StretchSink
from rendering.core.profiling import STOPWATCH
from rendering.core.sinks import Counted
from rendering.output.segment_store import Store
from rendering.playback.fingerprint import Fingerprint

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

    def keeping(self, sink: StretchSink, path: Path, start: Fingerprint) -> StretchSink:
        """Return a sink that hands its frames to another, and keeps the segment that this one makes at `path`."""
        key = self.key(start)

        def keep(_answer: Mapping[str, Any], frames: int) -> None:
            with STOPWATCH.phase("keep"):
                self.store.put(key, path, {"frames": frames})

        return Counted(sink, keep)
