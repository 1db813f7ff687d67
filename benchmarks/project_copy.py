"""Copy the project, to change something in the copy and see what comes of it."""

from __future__ import annotations

import shutil
from pathlib import Path

from rendering.core.environment import ROOT


def copy_project(copy: Path) -> Path:
    """Copy the project's own files to a folder that is not there yet, and return it."""
    unwanted = shutil.ignore_patterns(".git", ".venv", "media", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, copy, ignore=unwanted)
    return copy
