"""Tell the project's own files from those of Python, installed packages, the system and this engine."""

from __future__ import annotations

import functools
import site
import sysconfig
from pathlib import Path

SYSTEM = ("/proc", "/sys", "/dev", "/etc", "/usr/share", "/usr/lib", "/lib")


def is_foreign(path: Path) -> bool:
    """Say whether a file belongs to something whose version stands for its content."""
    return any(folder in path.parents for folder in _foreign_folders())


@functools.cache
def _foreign_folders() -> tuple[Path, ...]:
    paths = sysconfig.get_paths()
    folders = {paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders.update(site.getsitepackages(), [site.getusersitepackages()], SYSTEM)
    return (Path(__file__).resolve().parent, *(Path(folder).resolve() for folder in folders))
