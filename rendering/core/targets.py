"""Turn what the user typed into a scene's file, class and name, without importing it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rendering.core.errors import UserError, unknown
from rendering.core.inputs import read_input

LONGEST_NAME = 160
"""Bytes that a class's name may have, so that the names made of it fit in the 255 of a file system."""


@dataclass(frozen=True)
class Target:
    """One scene.

    Parameters
    ----------
    file
        Absolute path of the Python file that defines it.
    class_name
        The name of its class.
    name
        What its output is called.
    """

    file: Path
    class_name: str
    name: str

    @classmethod
    def of(cls, file: Path, class_name: str) -> Target:
        """Return the scene of a class, its output named after that."""
        return cls(file, class_name, kebab(class_name))

    def as_json(self) -> dict[str, str]:
        """Return the scene as JSON-able data; `from_json` is the inverse."""
        return {"file": str(self.file), "class_name": self.class_name, "name": self.name}

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> Target:
        """Return the scene that `as_json` described."""
        return cls(Path(data["file"]), data["class_name"], data["name"])


def resolve(text: str, known: Iterable[Target]) -> Target:
    """Return the scene that `text` names.

    Parameters
    ----------
    text
        A known scene's name, ``path/to/file.py:ClassName``, or the path alone where the file holds one scene.
    known
        The scenes that can be given by name.

    Raises
    ------
    UserError
        If there is no such scene; the message suggests the nearest.
    """
    named = {target.name: target for target in known}
    if text in named:
        return named[text]
    path, colon, class_name = text.rpartition(":")
    if not colon or not path.endswith(".py"):
        path, class_name = text, ""
    if not path.endswith(".py"):
        raise UserError(unknown("scene", text, named))
    try:
        file = Path(path).resolve()
        if not file.exists():
            raise UserError(f"there is no file {path}")
    except (OSError, RuntimeError) as error:  # the latter for a link to itself, before Python 3.13
        raise UserError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
    chosen = _class_in(file, class_name)
    if len(chosen.encode()) > LONGEST_NAME:
        raise UserError(f"the name of the class {chosen} is too long for files: at most {LONGEST_NAME} bytes")
    for target in named.values():
        if (target.file, target.class_name) == (file, chosen):
            return target
    return Target.of(file, chosen)


def kebab(name: str) -> str:
    """Return a class's name in small letters with hyphens.

    Examples
    --------
    >>> kebab("RGBSplit3D")
    'rgb-split3-d'
    >>> kebab("KernelSliding")
    'kernel-sliding'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()


def _class_in(file: Path, wanted: str) -> str:
    """Return the name of the class to play, checked as far as that is possible without running the file."""
    try:
        tree = ast.parse(read_input(file, "the scene"), filename=str(file))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UserError(f"{file.name} is not valid Python: {str(error) or 'it is nested too deeply'}") from error
    classes = list(_classes(tree.body))
    names = [node.name for node in classes]
    if wanted:
        if wanted in names or wanted in _assigned(tree.body):
            return wanted
        raise UserError(unknown("scene class", wanted, names, where=file.name))
    scenes = [node.name for node in classes if _looks_like_a_scene(node, classes)]
    if len(scenes) == 1:
        return scenes[0]
    if not scenes:
        raise UserError(f"there is no scene in {file.name}; if there is, name it: {file.name}:ClassName")
    raise UserError(f"{file.name} holds {len(scenes)} scenes; name one: {', '.join(scenes)}")


def _classes(body: Iterable[ast.stmt]) -> Iterator[ast.ClassDef]:
    """Yield the classes a module defines, also under ``if`` and ``try``."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield node
        elif isinstance(node, ast.If | ast.Try | ast.With):
            yield from _classes(child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt))


def _assigned(body: Iterable[ast.stmt]) -> set[str]:
    """Return the names a module assigns or imports, any of which may be a scene made at run time."""
    names: set[str] = set()
    for node in body:
        if isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update(alias.asname or alias.name for alias in node.names)
    return names


def _looks_like_a_scene(node: ast.ClassDef, classes: list[ast.ClassDef]) -> bool:
    bases = [base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases]
    local = {other.name: other for other in classes if other is not node}
    return any(
        base.endswith("Scene") or (base in local and _looks_like_a_scene(local[base], classes)) for base in bases
    )
