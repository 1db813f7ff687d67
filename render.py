#!/usr/bin/env python
"""The one door: list, render and look at scenes from the command line."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from rendering.cli_options import look_options, media_option, render_options
from rendering.errors import is_user_error, one_line
from rendering.job import QUALITIES, Look
from rendering.targets import Target, resolve
from scenes import catalogue

ROOT = Path(__file__).resolve().parent


def known_scenes() -> tuple[Target, ...]:
    """Return the scenes of the catalogue."""
    pairs = ((entry.name, entry.target.rpartition(":")) for entry in catalogue.SCENES)
    return tuple(Target(ROOT / path, class_name, name) for name, (path, _, class_name) in pairs)


class Commands(click.Group):
    """A group of commands that shows the user's own errors as one line and exits with status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not is_user_error(error):
                raise
            click.echo(f"error: {one_line(error)}", err=True)
            ctx.exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Render Manim scenes: ours by name, any other as path/to/file.py:ClassName."""


@main.command()
@click.argument("scenes", nargs=-1, required=True, metavar="SCENE... | all")
@render_options
@click.option("--force", is_flag=True, help="Render also what is up to date.")
@click.option("-p", "--preview", is_flag=True, help="Open the result when done.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def render(scenes: tuple[str, ...], *, workers: int, force: bool, preview: bool, as_json: bool, **options: Any) -> None:
    """Render scenes to video and GIF; what is up to date is kept."""
    from rendering import session

    jobs = session.plan(scenes, known_scenes(), workers=workers, **options)
    sys.exit(session.run(jobs, workers=workers, force=force, preview=preview, as_json=as_json))


@main.command()
@click.argument("scene")
@click.option("--beat", help="The beat whose last frame to take.")
@click.option("--at", "seconds", type=click.FloatRange(min=0), help="The moment to take, in seconds.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the PNG.")
@look_options
@media_option
def still(
    scene: str, beat: str | None, seconds: float | None, output: Path | None, look: Look, media_dir: Path
) -> None:
    """Write one frame of SCENE as a PNG: the end of a beat, a moment, or by default what stands at the end."""
    target = resolve(scene, known_scenes())
    from rendering import pictures

    folder = media_dir / target.name / "stills"
    if beat is not None:
        path = output or folder / f"{beat}.png"
        pictures.beat_still(target, look, beat, path)
    elif seconds is not None:
        path = output or folder / f"{seconds:g}s.png"
        pictures.moment_still(target, look, seconds, path)
    else:
        path = output or folder.parent / f"{target.name}.png"
        pictures.last_still(target, look, path)
    click.echo(path)


@main.command()
@click.argument("scene")
@click.option("--columns", type=click.IntRange(1, 12), help="Pictures in a row.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the PNG.")
@look_options
@media_option
def sheet(scene: str, columns: int | None, output: Path | None, look: Look, media_dir: Path) -> None:
    """Write a contact sheet of SCENE: the last frame of every beat with its name and times (480p by default)."""
    target = resolve(scene, known_scenes())
    from rendering import pictures

    low = QUALITIES["l"]
    look = replace(look, size=look.size or low.size, rate=look.rate or low.rate)
    path = output or media_dir / target.name / f"{target.name}-sheet.png"
    pictures.sheet(target, look, path, columns=columns)
    click.echo(path)


if __name__ == "__main__":
    main()
