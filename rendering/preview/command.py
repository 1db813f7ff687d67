"""The command ``render.py preview`` up to the server: find the scene, and ask before an unknown file is run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from rendering.core.job import Look, Voice
from rendering.core.scene_protocol import PARAMETER_VALUES, THEME_NAME
from rendering.core.targets import Target, resolve
from rendering.jobs.command import placed
from rendering.output.publication import check_writable
from rendering.output.trust import ask_before_running
from rendering.preview.request import PREVIEW_FOLDER, PreviewRequest
from rendering.preview.server.scheduler import ListedScene
from rendering.voice.choice import with_voice_for


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
    voice: Voice | None = None,
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
    voice
        Who speaks over the scenes, if anybody.

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
            ask_before_running(target.file, media_dir / PREVIEW_FOLDER, "Previewing it")
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

    def voice_of(shown: Target) -> Voice | None:
        return with_voice_for(Look(voice=voice), shown, targets).voice

    serve(listed, request, media_dir, port=port, report=click.echo, open_browser=open_browser, voice_of=voice_of)
