"""Take the files of a segment that was drawn elsewhere, if they are what the worker says they are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rendering.cluster.shared_store import content_path


class Damaged(Exception):  # noqa: N818 - it is a result, not an error of anybody's
    """A result is not what its digests say."""


def take(segment: Mapping[str, Any], scratch: Path, store: Path | None) -> None:
    """Write the files of a segment into a job's scratch folder.

    Parameters
    ----------
    segment
        The segment, with the digests of its files by their names, and their contents where there is no store.
    scratch
        The job's folder.
    store
        The folder that all machines share, or ``None``.

    Raises
    ------
    Damaged
        If a file has another digest, is missing, or is not called like one of this folder.
    """
    for name, digest in segment["files"].items():
        if Path(name).name != name or name in {"", ".", ".."}:
            raise Damaged("its result names files of other folders")
        try:
            content = segment["contents"][name] if store is None else content_path(store, digest).read_bytes()
        except (OSError, KeyError) as error:
            raise Damaged("a segment of its result is missing") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise Damaged("a segment of its result is damaged")
        (scratch / name).write_bytes(content)
