"""Turn what the user typed into a scene's file, class and name.

A file is imported, in a process of its own, only to find classes that it makes at run time, or to list all its scenes.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rendering.core.children import module_command
from rendering.core.environment import engine_environment
from rendering.core.errors import SceneError, UserError, unknown
from rendering.core.inputs import read_input

LONGEST_NAME = 160
"""Bytes that a class's name may have, so that the names made of it fit in the 255 of a file system."""

LONGEST_IMPORT = 120.0
"""Seconds that importing a file may take, only to find the scenes in it."""
_MAKES_CLASSES = re.compile(
    r"\b(type|new_class|globals|vars|setattr|exec)\s*\(|^from\s+(?!manim\b)\S+\s+import\s+\*", re.MULTILINE
)
"""What a file does that has scenes which its classes, assignments and imports do not show."""


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
    file = _file_at(path)
    return _target(file, _class_in(file, class_name), named.values())


def scenes_in(text: str, known: Iterable[Target]) -> list[Target]:
    """Return all scenes that a file defines, in their order, as Manim's ``-a`` renders them.

    Raises
    ------
    UserError
        If there is no such file, or no scene in it.
    SceneError
        If it cannot be imported.
    """
    if not text.endswith(".py"):
        raise UserError(f"-a renders all scenes of a file, and {text!r} is none")
    file = _file_at(text)
    _tree_of(file)
    names = _imported(file)["own"]
    if not names:
        raise UserError(f"there is no scene in {file.name}")
    known = list(known)
    return [_target(file, name, known) for name in names]


def _file_at(path: str) -> Path:
    try:
        file = Path(path).resolve()
        if not file.exists():
            raise UserError(f"there is no file {path}")
    except (OSError, RuntimeError) as error:  # the latter for a link to itself, before Python 3.13
        raise UserError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
    return file


def _target(file: Path, class_name: str, known: Iterable[Target]) -> Target:
    if len(class_name.encode()) > LONGEST_NAME:
        raise UserError(f"the name of the class {class_name} is too long for files: at most {LONGEST_NAME} bytes")
    for target in known:
        if (target.file, target.class_name) == (file, class_name):
            return target
    return Target.of(file, class_name)


def _imported(file: Path) -> dict[str, list[str]]:
    """Return the names of the scenes that importing a file gives; see `rendering.playback.scene_list`.

    Raises
    ------
    SceneError
        If it cannot be imported.
    """
    command = module_command("rendering.playback.scene_list", str(file))
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=LONGEST_IMPORT,
            env=engine_environment(),
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise SceneError(f"importing {file.name} takes longer than {LONGEST_IMPORT:g} s") from error
    except ValueError as error:
        raise SceneError(f"importing {file.name} ends the process that does it") from error
    if "failure" in answer:
        raise SceneError(f"{file.name} cannot be imported: {answer['failure']}")
    return {key: list(names) for key, names in answer.items()}


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
    """Return the name of the class to play; the file is run only if it makes classes that its source does not show."""
    tree = _tree_of(file)
    classes = list(_classes(tree.body))
    names = [node.name for node in classes]
    makes_more = _MAKES_CLASSES.search(file.read_text(encoding="utf-8", errors="replace")) is not None
    if wanted:
        if wanted in names or wanted in _assigned(tree.body):
            return wanted
        if makes_more:
            names = _imported(file)["all"]
        if wanted in names:
            return wanted
        raise UserError(unknown("scene class", wanted, names, where=file.name))
    scenes = [node.name for node in classes if _looks_like_a_scene(node, classes)]
    if not scenes and makes_more:
        scenes = _imported(file)["own"]
    if len(scenes) == 1:
        return scenes[0]
    if not scenes:
        raise UserError(f"there is no scene in {file.name}; if there is, name it: {file.name}:ClassName")
    raise UserError(f"{file.name} holds {len(scenes)} scenes; name one: {', '.join(scenes)}")


def _tree_of(file: Path) -> ast.Module:
    """Return the source of a file, parsed.

    Raises
    ------
    UserError
        If it is not Python.
    """
    try:
        return ast.parse(read_input(file, "the scene"), filename=str(file))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UserError(f"{file.name} is not valid Python: {str(error) or 'it is nested too deeply'}") from error


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
