"""The gallery: one page of all scenes in both themes, which opens from disk and loads nothing from the network."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from rendering.core.console import console_for, shown_path
from rendering.core.job import GifOptions, Look
from rendering.core.scene_protocol import overrides
from rendering.core.targets import Target
from rendering.figures import command
from rendering.figures.gallery_page import page
from rendering.figures.request import FIGURE_RATE, TALLEST_GIF, FigureRequest, Kind, Measure
from rendering.jobs.progress import exit_status, print_outcomes
from rendering.output import sidecar
from rendering.output.publication import Publication

GALLERY_FOLDER = "gallery"
THEMES = ("light", "dark")


def plan(texts: Sequence[str], known: Sequence[Target], *, media_dir: Path, width: int) -> list[FigureRequest]:
    """Return the requests for each scene in each theme, the light ones first.

    Raises
    ------
    UserError
        If there is no such scene.
    """
    return [
        request
        for theme in THEMES
        for request in command.plan(
            texts,
            known,
            root=media_dir / GALLERY_FOLDER / theme,
            kinds=tuple(Kind),
            measure=Measure.of(width=width, width_mm=None, dpi=None),
            look=Look(attributes=overrides({}, theme), rate=FIGURE_RATE),
            themed=theme != THEMES[0],
            gif=GifOptions(height=TALLEST_GIF),
        )
    ]


def run(requests: Sequence[FigureRequest], media_dir: Path, *, workers: int, force: bool, as_json: bool) -> int:
    """Make the missing figures, write the page, print the outcomes, and return the exit status.

    Raises
    ------
    UserError
        If a figure's folder cannot be written in.
    """
    console = console_for(sys.stderr)
    figures = media_dir / command.FIGURES_FOLDER
    outcomes = command.make_and_display(
        requests, console, workers=workers, force=force, quiet=as_json, reuse_from=figures
    )
    index = media_dir / GALLERY_FOLDER / "index.html"
    write(index, [request for request, outcome in zip(requests, outcomes, strict=True) if not outcome.error])
    print_outcomes(outcomes, console, as_json=as_json)
    if not as_json:
        click.echo(shown_path(index.absolute()))
    return exit_status(outcomes)


def write(index: Path, requests: Sequence[FigureRequest]) -> None:
    """Write the page that shows the figures."""
    scenes: dict[str, dict[str, Mapping[str, Any]]] = {}
    for request in requests:
        theme = request.folder.parent.name
        scenes.setdefault(request.name, {})[theme] = sidecar.read_file(request.beside(".json"))
    with Publication(record=True) as publication:
        publication.stage(index).write_text(page(scenes), encoding="utf-8")
