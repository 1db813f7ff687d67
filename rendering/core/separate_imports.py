"""Let a scene import modules of its own that are called as ours are: it finds those, and the engine finds ours."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from rendering.core.environment import ROOT, is_foreign

OUR_NAMES = frozenset({"benchmarks", "convmath", "render", "rendering", "scenes", "tests"})
"""What stands at the top of this project and can be imported."""

_names: set[str] = set()
_theirs: dict[str, ModuleType] = {}
_import = builtins.__import__


def separate(folder: Path) -> None:
    """Have modules in a folder that are called as ours are imported by what is no part of this engine."""
    if folder == ROOT:
        return
    _names.update(name for name in OUR_NAMES if (folder / name).is_dir() or (folder / f"{name}.py").is_file())
    if _names:
        builtins.__import__ = _import_theirs


def separate_modules() -> list[ModuleType]:
    """Return the modules that are called as ours are."""
    return list(_theirs.values())


def forget_separate_modules() -> None:
    """Have the modules that are called as ours are imported anew."""
    _theirs.clear()


def _import_theirs(
    name: str,
    globals: Mapping[str, Any] | None = None,  # noqa: A002 - called as Python's own
    locals: Mapping[str, Any] | None = None,  # noqa: A002
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> ModuleType:
    package = (globals or {}).get("__package__") or "" if level else name
    importer = (globals or {}).get("__file__")
    if package.partition(".")[0] not in _names or not importer or is_foreign(Path(importer)):
        return _import(name, globals, locals, fromlist or (), level)
    ours = _taken_out()
    sys.modules.update(_theirs)
    try:
        return _import(name, globals, locals, fromlist or (), level)
    finally:
        _theirs.update(_taken_out())
        sys.modules.update(ours)


def _taken_out() -> dict[str, ModuleType]:
    """Take all modules of these names out of `sys.modules`, and return them."""
    names = [name for name in sys.modules if name.partition(".")[0] in _names]
    return {name: sys.modules.pop(name) for name in names}
