"""Keep the folder for what only the page needs small."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from pathlib import Path

MOST_FILES = {"pictures": 200, "films": 60, "uploads": 200}
"""How many files each folder may hold beside those in use; those written longest ago are removed first."""


def remove_oldest(folder: Path, in_use: Collection[str]) -> int:
    """Remove the files beyond `MOST_FILES`.

    Parameters
    ----------
    folder
        The folder for what only the page needs.
    in_use
        The names of files that are kept however old they are.

    Returns
    -------
    int
        How many files were removed.
    """
    removed = 0
    for name, most in MOST_FILES.items():
        newest_first = sorted((folder / name).glob("*"), key=_written_at, reverse=True)
        for path in [path for path in newest_first if path.name not in in_use][most:]:
            with contextlib.suppress(OSError):
                path.unlink()
                removed += 1
    return removed


def clear(folder: Path, *, dry_run: bool = False) -> int:
    """Remove the pictures and films made for the page, and return their size in bytes; uploaded pictures stay."""
    freed = 0
    for path in [path for name in ("pictures", "films") for path in (folder / name).glob("*")]:
        freed += path.stat().st_size
        if not dry_run:
            path.unlink()
    return freed


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
