#!/usr/bin/env python
"""The command line: list, render, check and preview scenes."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from rendering.core.command_group import OWN_PROCESS, CommandGroup, PlayingCommand
from rendering.core.job import QUALITIES, GifOptions, Look
from rendering.core.streams import open_standard_streams, output_to_stderr
from rendering.core.surroundings import forgive_warnings
from rendering.core.targets import Target, resolve
from rendering.figures.options import figure_options, making_options
from rendering.jobs.options import Size, look_options, media_option, output_option, render_options
from rendering.preview.options import preview_options
from rendering.preview.request import PREVIEW_FOLDER
from scenes import catalogue

ROOT = Path(__file__).resolve().parent


def known_scenes() -> tuple[Target, ...]:
    """Return the scenes of the catalogue as the engine's targets, which `scenes` itself must not import."""
    return tuple(Target(entry.file, entry.class_name, entry.name) for entry in catalogue.SCENES)


def with_low_quality(look: Look) -> Look:
    """Return the look at 480p15, unless it sets size or rate."""
    low = QUALITIES["l"]
    return replace(look, size=look.size or low.size, rate=look.rate or low.rate)


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Render Manim scenes: ours by name, any other as path/to/file.py:ClassName."""


@main.command()
@click.argument("scenes", nargs=-1, required=True, metavar="SCENE... | all")
@render_options
@click.option("--force", is_flag=True, help="Render also what is up to date.")
@click.option("-p", "--preview", is_flag=True, help="Open the result when done.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--profile", is_flag=True, help="Print where the seconds went.")
def render(
    scenes: tuple[str, ...], *, workers: int, force: bool, preview: bool, as_json: bool, profile: bool, **options: Any
) -> None:
    """Render scenes to video and GIF; what is up to date is kept."""
    from rendering.jobs import command

    jobs = command.plan(scenes, known_scenes(), **options)
    sys.exit(command.run(jobs, workers=workers, force=force, preview=preview, as_json=as_json, profile=profile))


@main.command(cls=PlayingCommand)
@click.argument("scene")
@click.option("--beat", help="The beat whose last frame to take.")
@click.option("--at", "seconds", type=click.FloatRange(min=0), help="The moment to take, in seconds.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where: x.png, x.svg or x.pdf.")
@click.option("--format", "ending", type=click.Choice(["png", "svg", "pdf"]), help="Or only what kind (default: png).")
@click.option("--tight", is_flag=True, help="Crop an SVG or PDF to what is drawn.")
@click.option("--width-mm", type=click.FloatRange(5, 2_000), help="Width of an SVG or PDF on paper.")
@look_options
@output_option
def still(scene: str, *, look: Look, media_dir: Path, **options: Any) -> None:
    """Write a frame of SCENE as PNG, SVG or PDF: the end of a beat, a moment, or by default what stands at the end."""
    target = resolve(scene, known_scenes())
    from rendering.figures.still import write_still

    with output_to_stderr():
        path = write_still(target, look, media_dir / target.name, **options)
    click.echo(path)


@main.command(cls=PlayingCommand)
@click.argument("scene")
@click.option("--beats", help="The beats to show, separated by commas (default: four, from first to last).")
@click.option("--columns", type=click.IntRange(1, 26), help="Panels in a row (default: as letters allow).")
@click.option("--width-mm", type=click.FloatRange(10, 2_000), help="Width on paper (default: 220).")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="x.svg or x.pdf (default: both).")
@look_options
@output_option
def filmstrip(
    scene: str, *, beats: str | None, output: Path | None, look: Look, media_dir: Path, **options: Any
) -> None:
    """Write beats of SCENE side by side for print, as SVG and PDF, in the light theme by default."""
    target = resolve(scene, known_scenes())
    from rendering.figures.filmstrip import filmstrip as write_filmstrip

    stem = media_dir / target.name / f"{target.name}-filmstrip"
    paths = [output] if output else [stem.with_suffix(".svg"), stem.with_suffix(".pdf")]
    names = [name.strip() for name in beats.split(",")] if beats is not None else None
    with output_to_stderr():
        write_filmstrip(target, with_low_quality(look), *paths, beats=names, **options)
    click.echo("\n".join(map(str, paths)))


@main.command()
@click.argument("scenes", nargs=-1, required=True, metavar="SCENE... | all")
@figure_options
@making_options
@output_option
def figures(
    scenes: tuple[str, ...], *, options: dict[str, Any], media_dir: Path, workers: int, force: bool, as_json: bool
) -> None:
    """Make textbook figures: for each scene a folder with every format, its words, and snippets to paste."""
    from rendering.figures import command

    requests = command.plan(scenes, known_scenes(), root=media_dir / command.FIGURES_FOLDER, **options)
    sys.exit(command.run(requests, workers=workers, force=force, as_json=as_json))


@main.command()
@click.argument("scenes", nargs=-1, metavar="[SCENE]...")
@click.option("--width", type=click.IntRange(16, 4_096), default=720, show_default=True, help="Width in pixels.")
@making_options
@output_option
def gallery(scenes: tuple[str, ...], *, width: int, media_dir: Path, workers: int, force: bool, as_json: bool) -> None:
    """Make a page that shows SCENEs (all of ours by default) in both themes and opens from disk."""
    from rendering.figures import gallery as command

    requests = command.plan(scenes or ("all",), known_scenes(), media_dir=media_dir, width=width)
    sys.exit(command.run(requests, media_dir, workers=workers, force=force, as_json=as_json))


@main.command(cls=PlayingCommand)
@click.argument("scene")
@click.option("--columns", type=click.IntRange(1, 12), help="Pictures in a row.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the PNG.")
@look_options
@output_option
def sheet(scene: str, columns: int | None, output: Path | None, look: Look, media_dir: Path) -> None:
    """Write a contact sheet of SCENE: the last frame of every beat with its name and times (480p by default)."""
    target = resolve(scene, known_scenes())
    from rendering.jobs import stills

    path = output or media_dir / target.name / f"{target.name}-sheet.png"
    with output_to_stderr():
        stills.sheet(target, with_low_quality(look), path, columns=columns)
    click.echo(path)


@main.command(cls=PlayingCommand)
@click.argument("scene")
@click.option("--json", "as_json", is_flag=True, help="Print the ledger as JSON.")
@look_options
def numbers(scene: str, *, as_json: bool, look: Look) -> None:
    """Print every number that SCENE shows: its text, when it is on screen, and the call that gave it."""
    target = resolve(scene, known_scenes())
    from rendering.core.console import console_for
    from rendering.jobs import stills
    from rendering.output import number_ledger

    with output_to_stderr():
        performance = stills.rehearse(target, with_low_quality(look))
    entries = number_ledger.entries(performance, target.name)
    if as_json:
        click.echo(json.dumps(entries, indent=1, ensure_ascii=False))
    else:
        console_for(sys.stdout).print(number_ledger.table(entries), markup=False)


@main.command(cls=PlayingCommand)
@click.argument("scenes", nargs=-1, required=True, metavar="SCENE... | all")
@click.option("--width-mm", type=click.FloatRange(10, 2_000), default=120, show_default=True, help="Width on paper.")
@click.option("--loop", type=click.IntRange(0, 65_535), help="How often an animated picture plays; 0 is for ever.")
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON.")
@look_options
def check(scenes: tuple[str, ...], *, width_mm: float, loop: int | None, as_json: bool, look: Look) -> None:
    """Hold SCENEs in both themes against what readers need: contrast, letters, calm, colours and words."""
    targets = known_scenes() if scenes == ("all",) else [resolve(scene, known_scenes()) for scene in scenes]
    from rendering.checks import command

    sys.exit(command.run(targets, look, width_mm=width_mm, loop=loop, as_json=as_json))


@main.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the scenes as JSON.")
def list_scenes(*, as_json: bool) -> None:
    """List the scenes by name."""
    if as_json:
        click.echo(json.dumps([entry.as_json() for entry in catalogue.SCENES], indent=1, ensure_ascii=False))
        return
    width = max(len(entry.name) for entry in catalogue.SCENES)
    for entry in catalogue.SCENES:
        click.echo(f"{entry.name:{width}}  {entry.summary}")


@main.command()
@media_option
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
def doctor(media_dir: Path, *, as_json: bool) -> None:
    """Check what is installed, and say what to type where something is missing."""
    from rendering.core.doctor import examine

    checks = examine(media_dir)
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], indent=1))
    else:
        for check in checks:
            click.echo(f"{'ok  ' if check.good else 'BAD '} {check.name}: {check.found}")
            if not check.good and check.remedy:
                click.echo(f"     type: {check.remedy}")
    sys.exit(0 if all(check.good or not check.required for check in checks) else 1)


@main.command(cls=PlayingCommand)
@click.argument("scene")
@look_options
def identity(scene: str, look: Look) -> None:
    """Render SCENE with Manim's own renderer and with ours, and compare the frames, byte by byte (480p by default)."""
    target = resolve(scene, known_scenes())
    from benchmarks.identity import compare_frames

    with output_to_stderr():
        comparison = compare_frames(target, with_low_quality(look))
    click.echo(f"{target.name}: {comparison}")
    sys.exit(0 if comparison.identical else 1)


@main.command()
@click.argument("scene", required=False)
@preview_options
@output_option
def preview(scene: str | None, *, options: dict[str, Any], media_dir: Path) -> None:
    """Show SCENE on a page on this machine, and show it anew whenever a file of it is saved."""
    from rendering.preview import command

    titles = [(entry.title, entry.summary) for entry in catalogue.SCENES]
    known = [command.TitledScene(target, *words) for target, words in zip(known_scenes(), titles, strict=True)]
    command.preview(scene, known, ROOT, media_dir=media_dir, **options)


@main.command()
@click.argument("scenes", nargs=-1, metavar="[preview] [SCENE]...")
@click.option("--runs", type=click.IntRange(1), help="How often each command runs (5), or each scene is saved (20).")
@click.option("--json", "as_json", is_flag=True, help="Print the measurements as JSON.")
@look_options
def bench(scenes: tuple[str, ...], *, runs: int | None, as_json: bool, look: Look) -> None:
    """Time our whole commands against Manim's own, in turn, on SCENEs (all of ours by default).

    `bench preview` times the preview instead: from the save of a scene's file until a browser has painted the change.
    """
    if scenes[:1] == ("preview",):
        targets = [resolve(scene, known_scenes()) for scene in scenes[1:] or ("kernel-sliding",)]
        from benchmarks import preview_latency

        program = [sys.executable, __file__]
        rows = preview_latency.bench(program, targets, edits=runs or 20, report=partial(click.echo, err=True))
        print_measurements(preview_latency, rows, as_json=as_json)
        return
    targets = [resolve(scene, known_scenes()) for scene in scenes] or list(known_scenes())
    from benchmarks import render_bench

    with output_to_stderr():
        measured = render_bench.bench(targets, render_bench.plain(look), runs=runs or 5, report=click.echo)
    print_measurements(render_bench, measured, as_json=as_json)


@main.command("gif-bench", cls=PlayingCommand)
@click.argument("scenes", nargs=-1, metavar="[SCENE]...")
@click.option("--json", "as_json", is_flag=True, help="Print the measurements as JSON.")
@look_options
def gif_bench(scenes: tuple[str, ...], *, as_json: bool, look: Look) -> None:
    """Compare our GIFs with all others of the same frames, of SCENEs (all of ours by default; 480p, 25 a second)."""
    targets = [resolve(scene, known_scenes()) for scene in scenes] or list(known_scenes())
    from benchmarks import gif_bench as gif_benchmark

    look = replace(look, size=look.size or QUALITIES["l"].size, rate=look.rate or Fraction(25))
    with output_to_stderr():
        rows = gif_benchmark.bench(targets, look, GifOptions(), report=click.echo)
    print_measurements(gif_benchmark, rows, as_json=as_json)


def print_measurements(benchmark: Any, rows: Sequence[Any], *, as_json: bool) -> None:
    """Print the rows of a benchmark by its module's ``as_json`` or ``table``."""
    from rendering.core.console import console_for

    if as_json:
        click.echo(json.dumps(benchmark.as_json(rows), indent=1))
    else:
        console_for(sys.stdout).print(benchmark.table(rows), markup=False)


@main.command()
@media_option
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option("--keep", type=Size(), help="Keep the videos, and of the segments those used last, up to this size.")
def clean(media_dir: Path, *, dry_run: bool, keep: int | None) -> None:
    """Remove what was rendered, and nothing else; with --keep 2GB, only segments that were not used for long."""
    if keep is not None:
        from rendering.output.segment_store import SEGMENTS_FOLDER, SegmentStore

        store = SegmentStore(media_dir / SEGMENTS_FOLDER)
        freed = max(0, store.bytes - keep) if dry_run else store.prune(keep)
        click.echo(
            f"{freed / 1e6:.1f} MB of segments {'would be' if dry_run else ''} removed".replace("  ", " "), err=True
        )
        return
    from rendering.output.cleaning import clean as remove_rendered
    from rendering.preview.server.prune import clear

    freed = clear(media_dir / PREVIEW_FOLDER, dry_run=dry_run)
    cleaned = remove_rendered(media_dir, dry_run=dry_run)
    for path in cleaned.removed:
        click.echo(path)
    for path in cleaned.left:
        click.echo(f"{path} has been changed since it was rendered, so it stays", err=True)
    for path in cleaned.damaged:
        click.echo(f"{path} is damaged, or not ours: it stays, and so does what only it lists", err=True)
    verb = "would be removed" if dry_run else "removed"
    click.echo(f"{len(cleaned.removed)} files {verb}, {(cleaned.bytes + freed) / 1e6:.1f} MB", err=True)


def end_on_sigterm(*_: Any) -> NoReturn:
    """Exit as after Ctrl-C, so that workers end and unfinished files go; ignore further signals meanwhile."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(143)


if __name__ == "__main__":
    open_standard_streams()
    signal.signal(signal.SIGTERM, end_on_sigterm)
    forgive_warnings()
    main(obj=OWN_PROCESS)
