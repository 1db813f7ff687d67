"""The command ``render``: turn scenes and options into jobs, run the jobs, and print the outcomes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from rendering.core.console import console_for
from rendering.core.errors import UserError
from rendering.core.job import Format, GifOptions, Look, RenderJob
from rendering.core.targets import LONGEST_NAME, Target, resolve, scenes_in
from rendering.jobs import pool
from rendering.jobs.progress import Display, exit_status, print_outcomes
from rendering.jobs.progress import profile as profile_table
from rendering.output import sidecar
from rendering.output.publication import is_plain_name
from rendering.voice.choice import with_voice_for

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
    write_all: bool = False,
    output_name: str = "",
    **options: Any,
) -> list[RenderJob]:
    """Return one job for each requested scene, no two with the same output.

    Parameters
    ----------
    texts, known
        The scenes as the user names them, and those that have a name; of a file, all its scenes if `write_all` is set.
    look, formats, gif, **options
        As of a `RenderJob`.
    media_dir
        The folder of all output.
    output_name
        What the output is called instead of the scene's name; only for one scene.

    Raises
    ------
    UserError
        If there is no such scene, a format does not fit the look, or the name belongs to another scene.
    """
    targets = resolve_all(texts, known, media_dir, write_all=write_all)
    if output_name:
        targets = [_named(targets, output_name, known, media_dir)]
    return [
        RenderJob(
            target=target,
            folder=(media_dir / target.name).absolute(),
            formats=formats,
            look=with_voice_for(look, target, known),
            gif=gif,
            **options,
        )
        for target in targets
    ]


def _named(targets: Sequence[Target], name: str, known: Sequence[Target], media_dir: Path) -> Target:
    """Return the only scene under another name."""
    if len(targets) != 1:
        raise UserError(f"-o names the files of one scene, and here are {len(targets)}")
    if not is_plain_name(name) or name.startswith((".", "-")) or len(name.encode()) > LONGEST_NAME:
        raise UserError(
            f"-o takes a name of at most {LONGEST_NAME} bytes, not {name!r}; --media_dir says where files go"
        )
    target = replace(targets[0], name=name)
    others = {each.name for each in known if (each.file, each.class_name) != (target.file, target.class_name)}
    if name in others or not _is_free(media_dir / name, target):
        raise UserError(f"{name} is the name of another scene's files; choose another with -o")
    return target


def resolve_all(
    texts: Sequence[str], known: Sequence[Target], folder: Path, *, write_all: bool = False
) -> list[Target]:
    """Return the requested scenes without repetition, under names unique in the folder of their outputs' folders.

    Where `write_all` is set, a file stands for all its scenes.

    Raises
    ------
    UserError
        If there is no such scene.
    """
    targets: list[Target] = []
    for text in texts:
        if text == EVERYTHING:
            targets += known
        else:
            targets += scenes_in(text, known) if write_all else [resolve(text, known)]
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
    jobs: Sequence[RenderJob],
    *,
    workers: int,
    force: bool,
    preview: bool,
    as_json: bool,
    profile: bool = False,
    machines: pool.OpenMachines = pool.no_machines,
) -> int:
    """Run the jobs, print the outcomes, and return the exit status."""
    console = console_for(sys.stderr)
    with machines(len(jobs), console) as others, Display(console, quiet=as_json) as display:
        outcomes = pool.run(jobs, display, workers=workers, force=force, machines=others)
    print_outcomes(outcomes, console, as_json=as_json)
    if profile and not as_json:
        console.print(profile_table(outcomes))
    if preview:
        for outcome in outcomes:
            for output_file in (*outcome.made, *outcome.kept)[:1]:
                open_file(outcome.job.folder / output_file.file)
    return exit_status(outcomes)


def render(
    texts: Sequence[str],
    known: Sequence[Target],
    *,
    workers: int,
    force: bool,
    preview: bool,
    as_json: bool,
    profile: bool,
    machines: pool.OpenMachines,
    **options: Any,
) -> int:
    """Plan the jobs, run them, and return the exit status; the parameters are those of `plan` and `run`."""
    jobs = plan(texts, known, **options)
    return run(jobs, workers=workers, force=force, preview=preview, as_json=as_json, profile=profile, machines=machines)


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
