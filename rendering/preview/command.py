"""What ``render.py preview`` does before the server starts: find the scene, ask before a stranger's file is run."""

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
from rendering.preview.request import PREVIEW_FOLDER, PreviewRequest
from rendering.preview.server.scheduler import Listed

TRUSTED = "trusted.json"


@dataclass(frozen=True)
class Titled:
    """A scene that has a name, with its title and what it shows in a sentence."""

    target: Target
    title: str
    summary: str


def preview(
    scene: str | None,
    known: Sequence[Titled],
    root: Path,
    *,
    attributes: Mapping[str, Any],
    quality: str,
    media_dir: Path,
    port: int | None,
    open_browser: bool,
    trust: bool,
) -> None:
    """Open the page and serve it until interrupted.

    Parameters
    ----------
    scene
        What the user typed; the first known scene by default.
    known
        The scenes that have names.
    root
        The project's folder; a file outside it is run only after asking.
    attributes
        Class attributes that the scene starts with: parameters and theme.
    quality
        The size that it starts with.
    media_dir
        The folder of all output.
    port, open_browser
        As for `server.serve`.
    trust
        Whether not to ask.

    Raises
    ------
    UserError
        If there is no such scene, or it may not be run.
    """
    listed = [Listed(one.target, one.title, one.summary, one.target.name) for one in known]
    targets = [one.target for one in known]
    target = resolve(scene, targets) if scene else targets[0]
    if target not in targets:
        (target,) = placed([target], targets, media_dir)
        if not (trust or root.resolve() in target.file.parents):
            _ask(target.file, media_dir / PREVIEW_FOLDER)
        spelling = f"{scene}" if scene and ":" in scene else f"{scene}:{target.class_name}"
        listed.append(Listed(target, target.class_name, str(target.file), spelling))
    wish = PreviewRequest(
        scene=target.name,
        theme=attributes.get(THEME_NAME),
        quality=quality,
        parameters=attributes.get(PARAMETER_VALUES, {}),
    )
    from rendering.preview.server.server import serve

    serve(listed, wish, media_dir, port=port, say=click.echo, open_browser=open_browser)


def _ask(file: Path, folder: Path) -> None:
    """Ask before a file from outside the project is run for the first time.

    Raises
    ------
    UserError
        If the user would rather not, or cannot be asked.
    """
    path = folder / TRUSTED
    try:
        trusted = set(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        trusted = set()
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
    path.write_text(json.dumps(sorted(trusted | {str(file)})), encoding="utf-8")
