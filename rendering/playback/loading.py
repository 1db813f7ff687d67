"""Import a scene class from a file, and derive the variant of it that a job needs."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import inspect
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from rendering.core.environment import is_foreign
from rendering.core.errors import UserError, scene_code, unknown
from rendering.core.scene_protocol import PARAMETER_VALUES, THEME_NAME
from rendering.core.separate_imports import forget_separate_modules, separate
from rendering.core.targets import Target

_RELATIVE_IMPORT = re.compile(r"^\s*from\s+\.", re.MULTILINE)
_READS_PIXELS = re.compile(r"\b(camera|renderer)\b[^\n#]*\b(pixel_array|get_image|get_frame)\b")


_SETTINGS = "__settings_of_manim__"
"""The name under which a scene's module keeps what importing it has changed of Manim's settings."""


def package_root(file: Path) -> Path:
    """Return the folder that has to be on ``sys.path`` for `file` to be imported by its full name."""
    folder = file.resolve().parent
    while (folder / "__init__.py").exists():
        folder = folder.parent
    return folder


def name_as_below(root: Path) -> None:
    """Have files below a folder imported under the names they have on the machine that they were copied from.

    Names of modules are part of a play's fingerprint, and hold the whole path of a file.
    """
    global _copies
    _copies = root.resolve()


def _original(path: Path) -> Path:
    return Path("/") / path.relative_to(_copies) if _copies and path.is_relative_to(_copies) else path


_copies: Path | None = None
"""The folder that stands for the root folder of another machine."""


def load_module(file: Path) -> ModuleType:
    """Import `file` as Manim does, or by its full name if it is in a package and imports others relative to itself.

    Raises
    ------
    UserError
        If there is no such file.
    """
    path = file.resolve()
    if not path.is_file():
        raise UserError(f"there is no file {file}")
    root = package_root(path)
    parts = path.relative_to(root).with_suffix("").parts
    for folder in (str(root), str(path.parent)):
        if folder not in sys.path:
            sys.path.insert(0, folder)
        separate(Path(folder))
    if len(parts) > 1 and _RELATIVE_IMPORT.search(path.read_text(encoding="utf-8", errors="replace")):
        return importlib.import_module(".".join(parts))
    # The whole path, as in Manim, so that random.py hides no module.
    name = ".".join(_original(path).with_suffix("").parts)
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise UserError(f"{file} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def forget_modules(file: Path) -> None:
    """Drop what was imported from around `file`, so that the next run of its scene starts from the same state again."""
    inside = f"{package_root(file)}{os.sep}"
    for name, module in list(sys.modules.items()):
        source = getattr(module, "__file__", None)
        if source and source.startswith(inside) and not is_foreign(Path(source)) and name != "__main__":
            del sys.modules[name]
    forget_separate_modules()


def mentions_pixels(scene_class: type) -> bool:
    """Return whether the source of a scene's class seems to read the pictures that are drawn.

    A scene may do so without saying it in these words; the renderer notices that, but later.
    """
    for kind in scene_class.__mro__:
        with contextlib.suppress(OSError, TypeError):
            if not is_foreign(Path(inspect.getfile(kind))) and _READS_PIXELS.search(inspect.getsource(kind)):
                return True
    return False


def scene_class_of(target: Target) -> type:
    """Import a scene's file and return its class; what the file sets in Manim's ``config`` is kept for `settings_of`.

    Raises
    ------
    UserError
        If there is no such file, or it has no such scene.
    """
    from manim import Scene, config

    before, changed = config.copy(), {}
    try:
        with scene_code(target.file):
            found = _find(load_module(target.file), target.class_name, Scene)
    finally:
        changed.update({name: value for name, value in config.items() if value != before[name]})
        if changed:  # an update gives every mobject class its bases anew
            config.update(before)
    vars(sys.modules[found.__module__]).setdefault(_SETTINGS, changed)
    return found


def settings_of(scene_class: type) -> dict[str, Any]:
    """Return what importing a class's module has changed of Manim's settings."""
    found: dict[str, Any] = getattr(sys.modules[scene_class.__module__], _SETTINGS)
    return found


def _find(module: ModuleType, name: str, base: type) -> type:
    """Return the class called `name` that descends from `base`.

    Raises
    ------
    UserError
        If `module` has no such class; the message suggests the nearest.
    """
    found = getattr(module, name, None)
    if inspect.isclass(found) and issubclass(found, base):
        return found
    own = [
        key
        for key, value in vars(module).items()
        if inspect.isclass(value) and issubclass(value, base) and value.__module__ == module.__name__
    ]
    raise UserError(unknown("scene class", name, own, where=Path(str(module.__file__)).name))


def with_attributes(scene_class: type, attributes: Mapping[str, Any]) -> type:
    """Return `scene_class` with class attributes overridden, under the same name.

    Raises
    ------
    UserError
        If the class has no attribute of that name.
    """
    if not attributes:
        return scene_class
    for name in attributes:
        if not hasattr(scene_class, name):
            option = {PARAMETER_VALUES: "--set or --params", THEME_NAME: "--theme"}.get(name, name)
            raise UserError(f"{scene_class.__name__} takes no {option}: it has no attribute {name!r}")
    same = {name: getattr(scene_class, name) for name in ("__module__", "__qualname__", "__doc__")}
    return type(scene_class.__name__, (scene_class,), {**same, **attributes})
