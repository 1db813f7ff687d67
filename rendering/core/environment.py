"""The machine and its folders: how many cores there are, and which files don't belong to the user's project."""

from __future__ import annotations

import contextlib
import errno
import functools
import json
import os
import site
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds this package."""
PACKAGE = ROOT / "rendering"
STARTER = "RENDER_STARTER"
"""The environment variable that tells a process of this package which process has started it."""
COMMAND_LINE = "RENDER_COMMAND_LINE"
"""The environment variable that holds, as JSON, the command line of the command that a process works for."""
SYSTEM_FOLDERS = ("/proc", "/sys", "/dev", "/etc", "/usr/share", "/usr/lib", "/lib")
_MALLOC_SETTINGS = {
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 32),
    "MALLOC_TOP_PAD_": str(1 << 26),
}
"""Have glibc keep freed memory for the next picture: given back to the system, each page of it costs a page fault."""


ENGINE_VARIABLES = frozenset(
    {"PYTHONPATH", "PYTHONIOENCODING", "PYTHONHASHSEED", "PYTHONWARNINGS", STARTER, COMMAND_LINE, *_MALLOC_SETTINGS}
)
"""Environment variables that a process of this package finds set otherwise than the one that started it."""


def is_foreign(path: Path) -> bool:
    """Return whether a file belongs to Python, a package, the system or this engine: its content goes by a version."""
    folder, name = os.path.split(path)
    return str(path).startswith(_foreign_folders()) or _real(folder, name).startswith(_foreign_folders())


def _real(folder: str, name: str) -> str:
    return f"{_real_folder(folder)}{os.sep}{name}"


@functools.cache
def _real_folder(folder: str) -> str:
    """Return where a folder is: a virtual environment may be a link, and its ``lib64`` often is one to ``lib``."""
    return os.path.realpath(folder)


def nearest_existing(folder: Path) -> Path:
    """Return a folder, or the nearest above it that exists; a link counts wherever it leads.

    Raises
    ------
    OSError
        If there can be no such folder: its name is too long, or a link on the way leads to itself.
    """
    for path in (folder.absolute(), *folder.absolute().parents):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            path.lstat()
            return path
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def engine_environment() -> dict[str, str]:
    """Return the environment for a process of this package: it finds the package, uses UTF-8, and orders sets alike.

    Sets of strings are ordered by their hashes, which Python seeds at random in each process; where the processes that
    play a scene iterated over them in different orders, they would not play the same.
    """
    search_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    found = {"PYTHONPATH": search_path, "PYTHONIOENCODING": "utf-8", "PYTHONHASHSEED": "0"}
    found[STARTER] = str(os.getpid())
    found[COMMAND_LINE] = os.environ.get(COMMAND_LINE) or json.dumps(sys.argv)
    wanted = {**_MALLOC_SETTINGS, **os.environ, **found}
    if "error" in wanted.get("PYTHONWARNINGS", ""):  # with which Manim cannot be imported
        del wanted["PYTHONWARNINGS"]
    return wanted


@functools.cache
def _foreign_folders() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    folders = {paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders.update(site.getsitepackages(), [site.getusersitepackages()], SYSTEM_FOLDERS)
    ours = (str(PACKAGE), str(ROOT / "benchmarks"))
    named = {os.path.abspath(folder) for folder in folders}  # noqa: PTH100 - as modules name it, links and all
    return tuple(f"{folder}{os.sep}" for folder in (*ours, *named, *map(os.path.realpath, named)))
