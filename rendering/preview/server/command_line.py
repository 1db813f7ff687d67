"""Write a request as a user would type it: as a command line, or as a TOML file of parameters."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from typing import Any

from rendering.core.job import Voice
from rendering.core.scene_protocol import PARAMETER_VALUES
from rendering.jobs.options import scene_attributes
from rendering.preview.request import PreviewRequest


def command_line(request: PreviewRequest, scene: str, voice: Voice | None = None) -> str:
    """Return the command that renders what is requested.

    Parameters
    ----------
    request
        What is shown.
    scene
        The scene's name on the command line.
    voice
        Who speaks over it, if anybody.
    """
    words = ["./render.py", "render", scene, f"-q{request.quality}"]
    for name, value in _without_none(request.parameters):
        words += ["--set", f"{name}={_value(name, value)}"]
    if request.theme is not None:
        words += ["--theme", request.theme]
    if voice is not None:
        words += ["--voice", f"{voice.kind}:{voice.place}" if voice.place else voice.kind]
    return shlex.join(words)


def toml(parameters: Mapping[str, Any]) -> str:
    """Return parameters as a TOML file for ``--params``."""
    return "".join(f"{_key(name)} = {in_toml(value)}\n" for name, value in _without_none(parameters))


def in_toml(value: Any) -> str:
    """Return a JSON-able value in TOML, on one line.

    Examples
    --------
    >>> in_toml([[1, 2.5], ["a", {"kernel": 3}]])
    '[[1, 2.5], ["a", {kernel = 3}]]'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML forbids DEL, JSON allows it
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(str(name))} = {in_toml(item)}" for name, item in _without_none(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(in_toml(item) for item in value if item is not None) + "]"
    return repr(value)


def _without_none(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the items that TOML can express; it has no null."""
    return [(name, value) for name, value in values.items() if value is not None]


def _value(name: str, value: Any) -> str:
    """Return a value for ``--set``: a string as it is, where the command line reads it as that string, else TOML."""
    if isinstance(value, str) and "\n" not in value:
        read = scene_attributes((f"{name}={value}",), None, None)[PARAMETER_VALUES]
        if read.get(name) == value:
            return value
    return in_toml(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
