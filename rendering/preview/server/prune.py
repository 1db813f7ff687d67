"""Keep the folder for what only the page needs small."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from pathlib import Path

FOLDERS = {"pictures": 200, "films": 60, "uploads": 200}
"""How many files each may hold; the ones written longest ago go first."""


def tidy(folder: Path, in_use: Collection[str]) -> int:
    """Remove what was made for the page longest ago and is not in use; return how many files that were."""
    removed = 0
    for name, most in FOLDERS.items():
        files = sorted((folder / name).glob("*"), key=_age, reverse=True) if (folder / name).is_dir() else []
        for path in [path for path in files if path.name not in in_use][most:]:
            with contextlib.suppress(OSError):
                path.unlink()
                removed += 1
    return removed


def clear(folder: Path, *, dry_run: bool = False) -> int:
    """Remove the pictures and films made for the page; return how many bytes they took. Uploaded pictures stay."""
    freed = 0
    for path in [path for name in ("pictures", "films") for path in (folder / name).glob("*")]:
        freed += path.stat().st_size
        if not dry_run:
            path.unlink()
    return freed


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
