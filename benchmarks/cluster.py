"""Measure and simulate rendering on many machines: ``python -m benchmarks.cluster measure | record | simulate``.

measure
    Five scenes at 1080p60 without a cluster, with one worker and with two, each of one core: seconds, also of
    processors, and whether the bytes are the same.
record
    What each scene costs at a size: played here without drawing, into a file of JSON.
simulate
    The whole from such a file, for 1 to 256 workers, as a table; with ``--svg``, also as a picture.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from benchmarks import cluster_simulation as simulation
from benchmarks.ablation import FIVE
from rendering.core.console import print_table
from rendering.core.environment import ROOT
from rendering.core.errors import UserError
from rendering.core.job import QUALITIES, Look
from rendering.core.supervision import supervise
from rendering.core.targets import Target, resolve
from rendering.core.work_folder import work_folder

WORKERS = (1, 2, 4, 8, 16, 32, 64, 128, 256)


@click.group()
def main() -> None:
    """Measure and simulate rendering on many machines."""


@main.command()
@click.argument("scenes", nargs=-1)
@click.option("-q", "quality", type=click.Choice(list(QUALITIES)), default="h", show_default=True)
@click.option("--runs", type=click.IntRange(1, 20), default=3, show_default=True, help="How often.")
@click.option("--limit", type=float, default=1800.0, show_default=True, help="Seconds that one command may take.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Also write the numbers there, as JSON.")
def measure(scenes: tuple[str, ...], quality: str, runs: int, limit: float, out: Path | None) -> None:
    """Time the command without a cluster, with one worker and with two, in turn; needs two quiet cores."""
    from benchmarks import cluster_measure

    try:
        rows = cluster_measure.measure(
            scenes or FIVE, [f"-q{quality}"], runs=runs, limit=limit, report=lambda line: click.echo(line, err=True)
        )
    except UserError as error:
        raise click.UsageError(str(error)) from error
    if out is not None:
        out.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    print_table(cluster_measure.table(rows))
    click.echo(cluster_measure.summary(rows))
    if not all(row.identical for row in rows):
        sys.exit(1)


@main.command()
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("scenes", nargs=-1)
@click.option("-q", "quality", type=click.Choice(list(QUALITIES)), default="k")
@click.option("--seconds-per-pixel", type=float, required=True, help="What drawing a pixel of a picture takes.")
def record(output: Path, scenes: tuple[str, ...], quality: str, seconds_per_pixel: float) -> None:
    """Play each scene without drawing, and write down its segments and how long that took."""
    chosen = QUALITIES[quality]
    listed = subprocess.run(
        [sys.executable, ROOT / "render.py", "list", "--json"], capture_output=True, check=True, cwd=ROOT
    )
    known = {entry["name"]: resolve(str(ROOT / entry["target"]), ()) for entry in json.loads(listed.stdout)}
    look = Look(size=chosen.size, rate=Fraction(chosen.rate), fixes_size=True, fixes_rate=True)
    costs: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in scenes or known:
            path = Path(folder) / name
            target = replace(known[name], name=name)
            supervise(lambda target=target, path=path: _record(target, look, path))
            if path.exists():
                found = {**json.loads(path.read_text()), "seconds_per_pixel": seconds_per_pixel}
                costs.append(found)
                click.echo(
                    f"{name}: {len(found['offers'])} segments, played in {found['play_seconds']:.1f} s", err=True
                )
            else:
                click.echo(f"{name}: nothing of it can be drawn elsewhere", err=True)
    output.write_text(json.dumps(costs) + "\n", encoding="utf-8")


class _Recorded(BaseException):
    """The scene has been played."""


class _Notes:
    """A lender that takes every offer and has nothing drawn."""

    def __init__(self) -> None:
        self.offers: list[tuple[int, int]] = []

    def offer(self, first: int, pictures: int, _start: object) -> bool:
        self.offers.append((first, pictures))
        return True

    def recall(self, _first: int, _start: object) -> None:
        return None

    def collect(self, _note: object) -> None:
        raise _Recorded


def _record(target: Target, look: Look, path: Path) -> int:
    from rendering.core.sinks import Fanout
    from rendering.drawing.parallel import perform_in_parallel
    from rendering.playback.loading import scene_class_of

    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    notes = _Notes()
    with work_folder() as folder:
        scene_class_of(target)  # imports are not part of playing
        began = time.process_time()
        try:
            perform_in_parallel(target, look, lambda *_: Fanout([]), work_folder=folder, lender=notes)
        except _Recorded:
            played = time.process_time() - began
            join = 0.2 + 2e-4 * sum(pictures for _, pictures in notes.offers)
            found = {"name": target.name, "play_seconds": played, "offers": notes.offers}
            path.write_text(json.dumps({**found, "size": look.size, "join_seconds": join}))
    return 0


@main.command()
@click.argument("costs", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Where to draw a picture of it.")
@click.option("--themes", default=1, help="How often everything is rendered.")
def simulate(costs: Path, svg: Path | None, themes: int) -> None:
    """Print how long the whole takes with 1 to 256 workers."""
    scenes = [simulation.SceneCosts.from_json(entry) for entry in json.loads(costs.read_text())] * themes
    rows = [simulation.simulate(scenes, workers) for workers in WORKERS]
    click.echo(simulation.markdown(rows))
    click.echo(f"longest way through one scene: {rows[-1].critical:.0f} s")
    if svg is not None:
        svg.write_text(simulation.svg(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
