"""The command ``render``: turn scenes and options into jobs, run the jobs, and print the outcomes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from rendering.core.console import console_for
from rendering.core.job import Format, GifOptions, Look, RenderJob
from rendering.core.targets import Target, resolve
from rendering.jobs import pool
from rendering.jobs.progress import Display, exit_status, print_outcomes
from rendering.jobs.progress import profile as profile_table
from rendering.output import sidecar

EVERYTHING = "all"
"""What stands for all known scenes on the command line."""


def plan(
    texts: Sequence[str],
    known: Sequence[Target],
    *,
    look: Look,
    formats: tuple[Format, ...],
    gif: GifOptions,
    media_dir: Path,
) -> list[RenderJob]:
    """Return one job for each requested scene, no two with the same output.

    Raises
    ------
    UserError
        If there is no such scene, or a format does not fit the look.
    """
    return [
        RenderJob(target=target, folder=(media_dir / target.name).absolute(), formats=formats, look=look, gif=gif)
        for target in resolve_all(texts, known, media_dir)
    ]


def resolve_all(texts: Sequence[str], known: Sequence[Target], folder: Path) -> list[Target]:
    """Return the requested scenes without repetition, under names unique in the folder of their outputs' folders.

    Raises
    ------
    UserError
        If there is no such scene.
    """
    targets = [target for text in texts for target in (known if text == EVERYTHING else [resolve(text, known)])]
    return placed(dict.fromkeys(targets), known, folder)


def placed(targets: Iterable[Target], known: Sequence[Target], media_dir: Path) -> list[Target]:
    """Return the targets with names that are unique and not those of other scenes.

    A class in a user's file may have the name of a known scene, or of a class in another file. The first one keeps the
    plain name; any other gets a few letters of its path's digest, in later runs too.
    """
    owners = {target.name: target for target in known}
    result = []
    for target in targets:
        digest = hashlib.sha256(f"{target.file}:{target.class_name}".encode()).hexdigest()[:6]
        longer = replace(target, name=f"{target.name}-{digest}")
        if target.name in owners:
            result.append(target if owners[target.name] == target else longer)
        elif (media_dir / longer.name).exists() or not _is_free(media_dir / target.name, target):
            result.append(longer)
        else:
            owners[target.name] = target
            result.append(target)
    return result


def run(
    jobs: Sequence[RenderJob], *, workers: int, force: bool, preview: bool, as_json: bool, profile: bool = False
) -> int:
    """Run the jobs, print the outcomes, and return the exit status."""
    console = console_for(sys.stderr)
    with Display(console, quiet=as_json) as display:
        outcomes = pool.run(jobs, display, workers=workers, force=force)
    print_outcomes(outcomes, console, as_json=as_json)
    if profile and not as_json:
        console.print(profile_table(outcomes))
    if preview:
        for outcome in outcomes:
            for output_file in (*outcome.made, *outcome.kept)[:1]:
                open_file(outcome.job.folder / output_file.file)
    return exit_status(outcomes)


def open_file(path: Path) -> None:
    """Open a file with the system's default application."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606
        return
    command = "open" if sys.platform == "darwin" else "xdg-open"
    try:
        subprocess.Popen([command, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        click.echo(f"nothing here opens files ({command} is missing); look at {path}", err=True)


def _is_free(folder: Path, target: Target) -> bool:
    """Return whether a folder holds no other scene's output."""
    scene = sidecar.read_file(folder / f"{folder.name}.json").get("scene")
    return scene is None or ((folder / scene["file"]).resolve(), scene["class"]) == (target.file, target.class_name)
