"""What a scene reads of the process it plays in, besides files: variables, lists of folders, arguments, the clock.

Each is an input under a name such as ``variable:NAME``, with a digest of what the scene has found.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import Any

from rendering.core.environment import COMMAND_LINE, ENGINE_VARIABLES, is_foreign

VARIABLE, FOLDER, ARGUMENTS, CLOCK = "variable:", "folder:", "arguments:", "clock:"
PREFIXES = (VARIABLE, FOLDER, ARGUMENTS, CLOCK)
_READS_ARGUMENTS = re.compile(r"\bsys\.argv\b|\bimport argv\b|\bargparse\b")
_READS_CLOCK = re.compile(
    r"\b(?:datetime|date)\.(?:now|today|utcnow)\(|\btime\.(?:time|time_ns|localtime|gmtime|ctime|asctime|strftime)\("
)
_STANDARD_LIBRARY = (sysconfig.get_paths()["stdlib"], os.path.dirname(os.__file__), "<frozen ")  # noqa: PTH120


class _Environ(type(os.environ)):  # type: ignore[misc]
    """The environment, noting what the scene reads of it."""

    def __getitem__(self, key: str) -> str:
        if _is_from_scene():
            _variables.add(key)
        value: str = super().__getitem__(key)
        return value


_variables: set[str] = set()
"""What the scenes of this process have read of its environment."""


class ProcessInputs:
    """Records what the scene's own code reads of its process."""

    def __init__(self) -> None:
        self._folders: set[str] = set()
        if type(os.environ) is not _Environ:
            os.environ.__class__ = _Environ

    def note_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Handle an audit event: note the folder that the scene lists."""
        if event not in {"os.listdir", "os.scandir"} or isinstance(arguments[0], int):  # a folder that is open already
            return
        if _is_from_scene(4):
            self._folders.add(os.path.abspath(os.fsdecode(arguments[0] or ".")))  # noqa: PTH100 - no links followed

    def digests(self, folder: Path, sources: Iterable[Path], *, apart_from: tuple[str, ...] = ()) -> dict[str, str]:
        """Return what has been read so far by its name, paths relative to a folder, given the scene's source files."""
        mentioned = [_mentions(path) for path in sources if path.suffix == ".py"]
        names = [f"{VARIABLE}{name}" for name in _variables - ENGINE_VARIABLES]
        names += [
            f"{FOLDER}{Path(os.path.relpath(path, folder)).as_posix()}"
            for path in self._folders
            if not f"{path}{os.sep}".startswith(apart_from)
        ]
        names += [name for number, name in enumerate((ARGUMENTS, CLOCK)) if any(found[number] for found in mentioned)]
        return {name: digest_of(name, folder) for name in sorted(names)}


@functools.cache
def _mentions(path: Path) -> tuple[bool, bool]:
    """Return whether a source file seems to read the arguments, and the clock."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return bool(_READS_ARGUMENTS.search(text)), bool(_READS_CLOCK.search(text))


def digest_of(name: str, folder: Path) -> str:
    """Return the digest of what is found now under the name of such an input."""
    prefix, _, rest = name.partition(":")
    if f"{prefix}:" == VARIABLE:
        found = repr(os.environ.get(rest))
    elif f"{prefix}:" == FOLDER:
        found = "\n".join(sorted(_listed(folder / rest)))
    elif f"{prefix}:" == ARGUMENTS:
        found = os.environ.get(COMMAND_LINE) or json.dumps(sys.argv)
    else:
        found = "always changing"
    return hashlib.sha256(found.encode("utf-8", "surrogateescape")).hexdigest()


def is_as_before(name: str, digest: str, folder: Path) -> bool:
    """Return whether a scene would find the same again; of the clock it never does."""
    return not name.startswith(CLOCK) and digest_of(name, folder) == digest


def _listed(folder: Path) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if name != "__pycache__"]  # noqa: PTH208
    except OSError:
        return []


def _is_from_scene(depth: int = 2) -> bool:
    """Return whether the scene's own code is what calls, itself or through Python's standard library."""
    frame: FrameType | None = sys._getframe(depth)  # noqa: SLF001 - there is no other way to know
    while frame is not None:
        name = frame.f_code.co_filename
        if "importlib" in name:
            return False
        if not name.startswith(_STANDARD_LIBRARY) or "site-packages" in name:
            return not name.startswith("<") and not _is_foreign(name)
        frame = frame.f_back
    return False


@functools.cache
def _is_foreign(name: str) -> bool:
    return is_foreign(Path(name))
