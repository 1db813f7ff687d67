"""Remove what was rendered here, and nothing else."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from rendering.output import sidecar
from rendering.output.freshness import sha256
from rendering.output.publication import RECORD, forget, is_plain_name, published, sweep, unreadable_lines
from rendering.output.segment_store import SEGMENTS_FOLDER, SegmentStore


@dataclass(frozen=True)
class Cleaned:
    """What `clean` removed and left.

    Parameters
    ----------
    removed
        The files that were removed.
    bytes
        The space that was freed, that of segments included.
    left
        Files that were rendered here but whose content has been changed since.
    damaged
        Sidecars and records that are damaged, or not ours; what only they list stays, too.
    """

    removed: tuple[Path, ...]
    bytes: int
    left: tuple[Path, ...]
    damaged: tuple[Path, ...]


def clean(media_dir: Path, *, dry_run: bool = False) -> Cleaned:
    """Remove every file below `media_dir` that was rendered here and has not been changed since.

    A file was rendered here if the sidecar or the record beside it lists its digest. Links are not followed.

    Parameters
    ----------
    media_dir
        The folder of all output.
    dry_run
        Only report what would be removed.
    """
    freed, removed, left, damaged = 0, [], [], []
    for folder in _folders(media_dir):
        if folder.name == SEGMENTS_FOLDER:
            store = SegmentStore(folder)
            freed += store.bytes if dry_run else store.prune(0)
            continue
        ours, changed = _rendered(folder)
        left += changed
        damaged += _damaged(folder)
        removed += ours
        freed += sum(path.lstat().st_size for path in ours)
        if not dry_run:
            _remove(folder, ours, empties=any(folder in path.parents for path in removed))
    return Cleaned(tuple(removed), freed, tuple(left), tuple(damaged))


def _folders(media_dir: Path) -> list[Path]:
    """Return every folder below, the deepest first, without those that links lead to."""
    found = []
    for name, folders, _ in os.walk(media_dir, followlinks=False, onerror=_say_unless_missing):
        found += [Path(name) / folder for folder in folders if not (Path(name) / folder).is_symlink()]
        folders[:] = [folder for folder in folders if folder != SEGMENTS_FOLDER]
    return sorted(found, key=lambda path: (-len(path.parts), path))


def _say_unless_missing(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def _rendered(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the files of a folder that were rendered here, and those that were and have been changed."""
    beside = _sidecar_of(folder)
    content = sidecar.read_file(beside) if _is_file(beside) else {}
    listed_there = {entry["file"]: entry["sha256"] for entry in content.get("outputs", {}).values()}
    recorded = {**published(folder), **listed_there, **content.get("companions", {})}
    plain = {folder / name: digest for name, digest in recorded.items() if is_plain_name(name)}
    listed = {path: digest for path, digest in plain.items() if _is_file(path)}
    ours = [path for path, digest in listed.items() if sha256(path) == digest]
    changed = [path for path in listed if path not in ours]
    own_sidecar = [beside] if content and not changed else []
    return [*ours, *own_sidecar], changed


def _damaged(folder: Path) -> list[Path]:
    """Return the sidecar and the record of a folder, each if it is there and cannot be trusted."""
    beside = _sidecar_of(folder)
    is_sidecar = _is_file(beside) and beside.name not in published(folder)
    found = [beside] if is_sidecar and sidecar.is_damaged(beside) else []
    return [*found, folder / RECORD] if unreadable_lines(folder) else found


def _sidecar_of(folder: Path) -> Path:
    return folder / f"{folder.name}.json"


def _is_file(path: Path) -> bool:
    """Return whether a path is a file itself, not a link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _remove(folder: Path, ours: list[Path], *, empties: bool) -> None:
    """Remove the files, what is recorded of them, what dead processes left, and a folder that this has emptied."""
    for path in ours:
        path.unlink(missing_ok=True)
    if _is_file(folder / RECORD) and not unreadable_lines(folder):
        forget(folder, (path.name for path in ours))
    sweep(folder)
    if empties and not any(folder.iterdir()):
        folder.rmdir()
