#!/usr/bin/env python
"""The command line: list, render, check and preview scenes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rendering.cluster.options import checks_on, cluster_options, on_option
from rendering.core.command_group import OWN_PROCESS, CommandGroup, PlayingCommand
from rendering.core.job import Look, with_low_quality
from rendering.core.processes import exit_on_sigterm
from rendering.core.streams import open_standard_streams, output_to_stderr
from rendering.core.surroundings import forgive_warnings
from rendering.core.targets import Target, resolve
from rendering.deck.options import deck_options
from rendering.figures.options import figure_options, filmstrip_options, making_options, still_options
from rendering.jobs.narrate import narrate_command
from rendering.jobs.options import Size, look_options, media_option, output_option
from rendering.jobs.render_options import render_options
from rendering.lecture.options import lecture_options
from rendering.preview.options import preview_options
from rendering.printing.options import network_options, verify_options
from rendering.quiz.options import quiz_options
from scenes import catalogue

if TYPE_CHECKING:
    from rendering.jobs.pool import OpenMachines

ROOT = Path(__file__).resolve().parent
CHAPTER = ROOT / "scenes" / "lecture.toml"
TITLE_CARD = Target(ROOT / "scenes" / "title_card" / "title_card.py", "TitleCard", "title-card")


def known_scenes() -> tuple[Target, ...]:
    """Return the scenes of the catalogue as the engine's targets, which `scenes` itself must not import."""
    return tuple(Target(entry.file, entry.class_name, entry.name) for entry in catalogue.SCENES)


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Render Manim scenes: ours by name, any other as path/to/file.py:ClassName."""


main.add_command(narrate_command(known_scenes))


@main.command()
@click.argument("scenes", nargs=-1, required=True, metavar="SCENE... | all")
@render_options
@cluster_options
@click.option("--force", is_flag=True, help="Render also what is up to date.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--profile", is_flag=True, help="Print where the seconds went.")
def render(scenes: tuple[str, ...], **options: Any) -> None:
    """Render scenes to video and GIF; what is up to date is kept."""
    from rendering.jobs import command

    sys.exit(command.render(scenes, known_scenes(), **options))


@main.command(cls=PlayingCommand)
@click.argument("scene")
@still_options
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
@filmstrip_options
@look_options
@output_option
def filmstrip(scene: str, *, output: Path | None, look: Look, media_dir: Path, **options: Any) -> None:
    """Write beats of SCENE side by side for print, as SVG and PDF, in the light theme by default."""
    target = resolve(scene, known_scenes())
    from rendering.figures.filmstrip import filmstrip as write_filmstrip

    stem = media_dir / target.name / f"{target.name}-filmstrip"
    paths = [output] if output else [stem.with_suffix(".svg"), stem.with_suffix(".pdf")]
    with output_to_stderr():
        write_filmstrip(target, with_low_quality(look), *paths, **options)
    click.echo("\n".join(map(str, paths)))


@main.command()
@click.argument("scenes", nargs=-1, required=True, metavar="SCENE... | all")
@figure_options
@making_options
@output_option
@cluster_options
def figures(scenes: tuple[str, ...], *, options: dict[str, Any], media_dir: Path, **making: Any) -> None:
    """Make textbook figures: for each scene a folder with every format, its words, and snippets to paste."""
    from rendering.figures import command

    requests = command.plan(scenes, known_scenes(), root=media_dir / command.FIGURES_FOLDER, **options)
    sys.exit(command.run(requests, **making))


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
    from rendering.jobs import stills
    from rendering.output import number_ledger

    with output_to_stderr():
        performance = stills.rehearse(target, with_low_quality(look))
    number_ledger.show(number_ledger.entries(performance, target.name), as_json=as_json)


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


@main.command()
@click.argument("names", nargs=-1, metavar="[QUESTION]...")
@quiz_options
@output_option
def quiz(names: tuple[str, ...], *, seed: int, count: int | None, media_dir: Path, keys: bool, **options: Any) -> None:
    """Write sheets of QUESTIONs on convolutions (all kinds by default), each drawn by a seed, with or without keys."""
    from convmath.questions.catalogue_of_questions import distinct_variants, draw_sheet, question_names
    from rendering.quiz import command

    variants = {name: distinct_variants(name) for name in question_names()}
    chosen, count = command.choose(names, variants, count)
    stem = command.sheet_stem(media_dir, seed=seed, keys=keys)
    paths = command.write_sheets(draw_sheet(chosen, seed=seed, count=count), stem, keys=keys, **options)
    click.echo("\n".join(map(str, paths)))


@main.command()
@lecture_options
@output_option
@cluster_options
def lecture(file: Path | None, *, workers: int, force: bool, machines: OpenMachines, **options: Any) -> None:
    """Join scenes to one film with chapters: those that LECTURE.toml names, by default the whole chapter."""
    from rendering.lecture import command

    source, name = (file, "") if file else (CHAPTER, "chapter")
    planned = command.plan(source, known_scenes(), card=TITLE_CARD, name=name, **options)
    sys.exit(command.run(planned, workers=workers, force=force, machines=machines))


@main.command(cls=PlayingCommand)
@deck_options
@output_option
def deck(names: tuple[str, ...], *, workers: int, force: bool, **options: Any) -> None:
    """Make slides, a beat each, of a lecture or of SCENEs (of the whole chapter by default)."""
    from rendering.deck import command

    planned = command.plan(names, known_scenes(), card=TITLE_CARD, chapter=CHAPTER, **options)
    sys.exit(command.run(planned, workers=workers, force=force))


@main.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the scenes as JSON.")
def list_scenes(*, as_json: bool) -> None:
    """List the scenes by name."""
    from rendering.core.console import print_json

    if as_json:
        print_json([entry.as_json() for entry in catalogue.SCENES])
        return
    width = max(len(entry.name) for entry in catalogue.SCENES)
    click.echo("\n".join(f"{entry.name:{width}}  {entry.summary}" for entry in catalogue.SCENES))


@main.command()
@media_option
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
@on_option
def doctor(media_dir: Path, *, as_json: bool, on: str | None) -> None:
    """Check what is installed, and say what to type where something is missing."""
    from rendering.core import doctor as command

    sys.exit(command.run(media_dir, as_json=as_json, more=checks_on(on)))


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

    known = [command.TitledScene(each, own.title, own.summary) for each, own in zip(known_scenes(), catalogue.SCENES)]
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
    from benchmarks import command

    command.bench(scenes, known_scenes(), look, program=[sys.executable, __file__], runs=runs, as_json=as_json)


@main.command("gif-bench", cls=PlayingCommand)
@click.argument("scenes", nargs=-1, metavar="[SCENE]...")
@click.option("--json", "as_json", is_flag=True, help="Print the measurements as JSON.")
@look_options
def gif_bench(scenes: tuple[str, ...], *, as_json: bool, look: Look) -> None:
    """Compare our GIFs with all others of the same frames, of SCENEs (all of ours by default; 480p, 25 a second)."""
    from benchmarks import command

    command.bench_gifs(scenes, known_scenes(), look, as_json=as_json)


@main.command()
@verify_options
def verify(*, options: dict[str, Any]) -> None:
    """Hold a claimed output of a convolution against the right one: right, or which cells are wrong, and why.

    Exit status: 0 right, 1 wrong, 2 unusable.
    """
    from convmath.convolution.claim_reading import read_claim
    from convmath.core.numerals import numeral
    from rendering.printing import verify as command

    as_json = options.pop("as_json")
    verdict = read_claim(**options)
    command.show(verdict, text_of=numeral, as_json=as_json)
    sys.exit(0 if verdict.right else 1)


@main.command()
@click.argument("model", metavar="MODEL.py:FACTORY")
@network_options
@click.option("--trust", is_flag=True, help="Run a file from outside this project without asking.")
@media_option
def network(model: str, *, input_shape: Sequence[int], options: dict[str, Any], trust: bool, media_dir: Path) -> None:
    """List a torch.nn.Module's layers: shapes, parameters, multiply-adds, and what units see. Runs the file."""
    from convmath.tracing.names import split_model
    from convmath.tracing.network_report import report_on
    from rendering.output.trust import ask_before_running
    from rendering.preview.request import PREVIEW_FOLDER
    from rendering.printing import network as command

    file, _ = split_model(model)
    if not trust and ROOT not in file.parents:
        ask_before_running(file, media_dir / PREVIEW_FOLDER, "Tracing it")
    with output_to_stderr():
        report = report_on(model, input_shape)
    command.show(report, **options)


@main.command()
@media_option
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option("--keep", type=Size(), help="Keep the videos, and of the segments those used last, up to this size.")
def clean(media_dir: Path, *, dry_run: bool, keep: int | None) -> None:
    """Remove what was rendered, and nothing else; with --keep 2GB, only segments that were not used for long."""
    from rendering.preview.clean_command import run

    run(media_dir, dry_run=dry_run, keep=keep)


if __name__ == "__main__":
    open_standard_streams()
    exit_on_sigterm()
    forgive_warnings()
    main(obj=OWN_PROCESS)
