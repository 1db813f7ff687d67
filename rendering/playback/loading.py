"""Import a scene class from a file, and derive the variant of it that a job needs."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from rendering.core.environment import is_foreign
from rendering.core.errors import UserError, scene_code, unknown
from rendering.core.scene_protocol import PARAMETER_VALUES, THEME_NAME
from rendering.core.targets import Target


def package_root(file: Path) -> Path:
    """Return the folder that has to be on ``sys.path`` for `file` to be imported by its full name."""
    folder = file.resolve().parent
    while (folder / "__init__.py").exists():
        folder = folder.parent
    return folder


def load_module(file: Path) -> ModuleType:
    """Import `file`, by its full name where it lies in a package, so that its relative imports work.

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
    if len(parts) > 1:
        return importlib.import_module(".".join(parts))
    name = ".".join(path.with_suffix("").parts)  # the whole path, as in Manim, so that random.py hides no module
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise UserError(f"{file} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def forget_modules(file: Path) -> None:
    """Drop what was imported from around `file`, so that the next run of its scene starts from the same state again."""
    inside = f"{package_root(file)}{os.sep}"
    for name, module in list(sys.modules.items()):
        source = getattr(module, "__file__", None)
        if source and source.startswith(inside) and not is_foreign(Path(source)) and name != "__main__":
            del sys.modules[name]


def scene_class_of(target: Target) -> type:
    """Import a scene's file and return its class.

    Raises
    ------
    UserError
        If there is no such file, or it has no such scene.
    """
    from manim import Scene

    with scene_code(target.file):
        return _find(load_module(target.file), target.class_name, Scene)


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
