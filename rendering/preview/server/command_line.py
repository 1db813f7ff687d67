"""A request as somebody would type it: a command line, or a TOML file of parameters."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from typing import Any

from rendering.core.scene_protocol import PARAMETER_VALUES
from rendering.jobs.options import scene_attributes
from rendering.preview.request import PreviewRequest


def command_line(request: PreviewRequest, scene: str, program: str = "./render.py") -> str:
    """Return the command that renders what is wished for.

    Parameters
    ----------
    request
        What is shown.
    scene
        How the command line names the scene.
    program
        How the command is called.
    """
    words = [program, "render", scene, f"-q{request.quality}"]
    for name, value in _settable(request.parameters):
        words += ["--set", f"{name}={_value(name, value)}"]
    if request.theme is not None:
        words += ["--theme", request.theme]
    return shlex.join(words)


def toml(parameters: Mapping[str, Any]) -> str:
    """Return parameters as a TOML file for ``--params``."""
    return "".join(f"{_key(name)} = {in_toml(value)}\n" for name, value in _settable(parameters))


def in_toml(value: Any) -> str:
    """Return a JSON-able value as TOML writes it, on one line.

    Examples
    --------
    >>> in_toml([[1, 2.5], ["a", {"kernel": 3}]])
    '[[1, 2.5], ["a", {kernel = 3}]]'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(str(name))} = {in_toml(item)}" for name, item in _settable(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(in_toml(item) for item in value if item is not None) + "]"
    return repr(value)


def _settable(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return what TOML can say: it has no word for nothing."""
    return [(name, value) for name, value in values.items() if value is not None]


def _value(name: str, value: Any) -> str:
    """Return a value for ``--set``: as it is where that is understood alike, else in TOML."""
    if isinstance(value, str) and "\n" not in value:
        read = scene_attributes((f"{name}={value}",), None, None)[PARAMETER_VALUES]
        if read.get(name) == value:
            return value
    return in_toml(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
