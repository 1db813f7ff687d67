"""The command ``render.py preview`` up to the server: find the scene, and ask before an unknown file is run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from rendering.core.errors import UserError
from rendering.core.scene_protocol import PARAMETER_VALUES, THEME_NAME
from rendering.core.targets import Target, resolve
from rendering.jobs.command import placed
from rendering.output.publication import Publication, check_writable
from rendering.preview.request import PREVIEW_FOLDER, PreviewRequest
from rendering.preview.server.scheduler import ListedScene

TRUSTED_FILE = "trusted.json"
"""The name of the file that lists the files outside the project that may be run without asking."""


@dataclass(frozen=True)
class TitledScene:
    """A scene of the catalogue, with its title and a sentence about what it shows."""

    target: Target
    title: str
    summary: str


def preview(
    scene: str | None,
    known: Sequence[TitledScene],
    root: Path,
    *,
    attributes: Mapping[str, Any],
    quality: str,
    media_dir: Path,
    port: int | None,
    open_browser: bool,
    trust: bool,
) -> None:
    """Serve the page until interrupted.

    Parameters
    ----------
    scene
        The scene as the user typed it; by default the first known one.
    known
        The scenes of the catalogue.
    root
        The project's folder; before a file outside it is run, the user is asked.
    attributes
        Class attributes that the scene is shown with first: parameters and theme.
    quality
        The quality that it is shown with first.
    media_dir
        The folder of all output.
    port, open_browser
        As for `server.serve`.
    trust
        Whether to run the file without asking.

    Raises
    ------
    UserError
        If there is no such scene, or the user does not agree to run it.
    """
    listed = [ListedScene(one.target, one.title, one.summary, one.target.name) for one in known]
    targets = [one.target for one in known]
    target = resolve(scene, targets) if scene else targets[0]
    if target not in targets:
        (target,) = placed([target], targets, media_dir)
        if not (trust or root.resolve() in target.file.parents):
            _ask_before_running(target.file, media_dir / PREVIEW_FOLDER)
        argument = scene if scene and ":" in scene else f"{scene}:{target.class_name}"
        listed.append(ListedScene(target, target.class_name, str(target.file), argument))
    request = PreviewRequest(
        scene=target.name,
        theme=attributes.get(THEME_NAME),
        quality=quality,
        parameters=attributes.get(PARAMETER_VALUES, {}),
    )
    check_writable(media_dir / PREVIEW_FOLDER)
    from rendering.preview.server.server import serve

    serve(listed, request, media_dir, port=port, report=click.echo, open_browser=open_browser)


def _ask_before_running(file: Path, folder: Path) -> None:
    """Ask before a file from outside the project is run for the first time; remember the agreement in `folder`.

    Raises
    ------
    UserError
        If the user does not agree, or cannot be asked.
    """
    path = folder / TRUSTED_FILE
    trusted = _trusted_files(path)
    if str(file) in trusted:
        return
    click.echo(f"{file} is outside this project. Previewing it runs it, with all that you may do yourself.", err=True)
    try:
        agreed = click.confirm("Run it?", err=True)
    except click.Abort:
        agreed = False
    if not agreed:
        raise UserError("it was not run; --trust runs it without asking")
    folder.mkdir(parents=True, exist_ok=True)
    with Publication() as publication:
        publication.stage(path).write_text(json.dumps(sorted(trusted | {str(file)})), encoding="utf-8")


def _trusted_files(path: Path) -> set[str]:
    """Return the files that the user has agreed to run; what is no list of them is none."""
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return set()
    return {name for name in listed if isinstance(name, str)} if isinstance(listed, list) else set()
