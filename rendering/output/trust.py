"""Files from outside the project are run only when the user has agreed to it, once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from rendering.core.environment import ROOT
from rendering.core.errors import UserError
from rendering.core.settings import media_folder
from rendering.output.publication import Publication

TRUST_FOLDER = ".preview"
"""The folder, in that of all output, of the list of files that may be run without asking."""
_MODEL = re.compile(r"@?(.{1,4096}\.py):[A-Za-z_]\w*")
"""A parameter that names a function of a Python file, which is run."""

TRUSTED_FILE = "trusted.json"
"""The name of the file that lists the files outside the project that may be run without asking."""


def ask_before_running(file: Path, folder: Path, what: str, *, instead: str = "--trust runs it without asking") -> None:
    """Ask before a file from outside the project is run for the first time; remember the agreement in `folder`.

    `what` is what runs it, as the beginning of a sentence: ``"Previewing it"``; `instead` says what else can be done.

    Raises
    ------
    UserError
        If the user does not agree, or cannot be asked.
    """
    path = folder / TRUSTED_FILE
    trusted = trusted_files(folder)
    if str(file) in trusted:
        return
    click.echo(f"{file} is outside this project. {what} runs it, with all that you may do yourself.", err=True)
    try:
        agreed = click.confirm("Run it?", err=True)
    except click.Abort:
        agreed = False
    if not agreed:
        raise UserError(f"it was not run; {instead}")
    folder.mkdir(parents=True, exist_ok=True)
    with Publication() as publication:
        publication.stage(path).write_text(json.dumps(sorted(trusted | {str(file)})), encoding="utf-8")


def trusted_files(folder: Path) -> set[str]:
    """Return the files that the user has agreed to run; what is no list of them is none."""
    try:
        listed = json.loads((folder / TRUSTED_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return set()
    return {name for name in listed if isinstance(name, str)} if isinstance(listed, list) else set()


def ask_about_models(parameters: Mapping[str, Any]) -> None:
    """Ask before a scene runs a file from outside the project that a parameter names as ``path.py:function``.

    Raises
    ------
    UserError
        If the user does not agree, or cannot be asked.
    """
    for file in _models_outside(parameters):
        instead = "answer y, and it is run now and from then on"
        ask_before_running(file, media_folder() / TRUST_FOLDER, "The scene", instead=instead)


def refuse_models(parameters: Mapping[str, Any]) -> None:
    """Refuse parameters that name a file from outside the project that the user has not agreed to run.

    Raises
    ------
    UserError
        If one does: where parameters come from a page, nobody can be asked.
    """
    for file in _models_outside(parameters):
        if str(file) not in trusted_files(media_folder() / TRUST_FOLDER):
            raise UserError(f"{file} is outside this project; run ./render.py network once with it, which asks")


def _models_outside(parameters: Mapping[str, Any]) -> Iterator[Path]:
    for value in parameters.values():
        named = _MODEL.fullmatch(value) if isinstance(value, str) else None
        if named is None:
            continue
        try:
            file = Path(named[1]).expanduser().resolve()
            outside = file.is_file() and ROOT not in file.parents
        except (OSError, RuntimeError, ValueError):
            continue
        if outside:
            yield file
