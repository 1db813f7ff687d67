"""What is around: how many cores there are, and which files aren't the project's own."""

from __future__ import annotations

import functools
import os
import site
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds this package."""
PACKAGE = ROOT / "rendering"
SYSTEM = ("/proc", "/sys", "/dev", "/etc", "/usr/share", "/usr/lib", "/lib")
_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 32),
    "MALLOC_TOP_PAD_": str(1 << 26),
}
"""Have glibc keep what pictures took for the next ones: to give it back costs a fault for every page of the next."""


def is_foreign(path: Path) -> bool:
    """Say whether a file belongs to something whose version stands for its content."""
    return str(path).startswith(_foreign_folders())


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def engine_environment() -> dict[str, str]:
    """Return the environment in which a process of its own finds this package, speaks UTF-8, and orders sets alike."""
    search_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    found = {"PYTHONPATH": search_path, "PYTHONIOENCODING": "utf-8", "PYTHONHASHSEED": "0"}
    return {**_MEMORY, **os.environ, **found}


@functools.cache
def _foreign_folders() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    folders = {paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders.update(site.getsitepackages(), [site.getusersitepackages()], SYSTEM)
    return tuple(
        f"{folder}{os.sep}" for folder in (PACKAGE, ROOT / "benchmarks", *(Path(name).resolve() for name in folders))
    )
