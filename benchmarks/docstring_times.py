"""Time our render command against Manim's own on the longer example scenes in the docstrings of the installed Manim.

``python -m benchmarks.docstring_times`` renders every example once with Manim; those that take it at least 1.5 seconds
longer than an empty scene are then rendered by both, in turn, in fresh processes, cold, at 480p15. It prints the
medians, and the geometric mean of their ratios.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import geometric_mean, median

import click
from rich.table import Table

from benchmarks.docstring_examples import DocstringExample, docstring_examples
from benchmarks.render_bench import OURS, STOCK, RunSeconds, commands, timed
from rendering.core.console import print_table
from rendering.core.errors import UserError
from rendering.core.job import QUALITIES, Look
from rendering.core.targets import Target

LOOK = Look(size=QUALITIES["l"].size, rate=QUALITIES["l"].rate)
_EMPTY = DocstringExample("", 0, "Empty", "class Empty(Scene):\n    def construct(self):\n        self.wait(0.1)\n")


@dataclass(frozen=True)
class ExampleTimes:
    """Median seconds of both commands for an example, on the clock and of processor time."""

    name: str
    ours: RunSeconds
    stock: RunSeconds

    @property
    def wall(self) -> float:
        """How many times as long as Manim ours takes."""
        return self.ours.wall / self.stock.wall

    @property
    def cpu(self) -> float:
        """How many times as much processor time as Manim ours takes."""
        return self.ours.cpu / self.stock.cpu


def bench(folder: Path, *, runs: int, longer: float) -> list[ExampleTimes]:
    """Time the examples that take Manim some seconds longer than an empty scene; one that it cannot render is left out.

    Parameters
    ----------
    folder
        Where their files are written.
    runs
        How often each is rendered by either.
    longer
        How many seconds.
    """
    least = median(_seconds(_target(_EMPTY, folder), STOCK).wall for _ in range(3)) + longer
    rows = []
    for example in docstring_examples():
        target = _target(example, folder)
        try:
            first = _seconds(target, STOCK)
        except UserError:
            continue
        if first.wall < least:
            continue
        click.echo(f"{example.name}: {first.wall:.1f} s by Manim", err=True)
        spent = {OURS: [_seconds(target, OURS)], STOCK: [first]}
        for _ in range(runs - 1):
            for command, times in spent.items():
                times.append(_seconds(target, command))
        ours, stock = (RunSeconds(*map(median, zip(*spent[command], strict=True))) for command in (OURS, STOCK))
        rows.append(ExampleTimes(example.name, ours, stock))
    return rows


def _target(example: DocstringExample, folder: Path) -> Target:
    place = Path(tempfile.mkdtemp(dir=folder))
    file = place / f"{example.name.lower()}.py"
    file.write_text(example.source(), encoding="utf-8")
    return Target.of(file, example.name)


def _seconds(target: Target, command: str) -> RunSeconds:
    with tempfile.TemporaryDirectory(prefix="times-") as media:
        return timed(commands()[command](target, LOOK, Path(media)))


def table(rows: Sequence[ExampleTimes]) -> Table:
    """Return the times as a table that ends with the geometric means of the ratios, and the largest."""
    result = Table(box=None)
    for heading in ("example", "ours", "Manim", "", "CPU", "Manim", ""):
        result.add_column(heading, justify="left" if heading == "example" else "right")
    for row in sorted(rows, key=lambda row: row.wall):
        wall = (f"{row.ours.wall:.1f} s", f"{row.stock.wall:.1f} s", f"×{row.wall:.2f}")
        result.add_row(row.name, *wall, f"{row.ours.cpu:.1f} s", f"{row.stock.cpu:.1f} s", f"×{row.cpu:.2f}")
    if rows:
        for name, of in (("geometric mean", geometric_mean), ("largest", max)):
            walls, cpus = (of([getattr(row, what) for row in rows]) for what in ("wall", "cpu"))
            result.add_row(name, "", "", f"×{walls:.2f}", "", "", f"×{cpus:.2f}")
    return result


@click.command()
@click.option("--runs", type=click.IntRange(1, 20), default=3, show_default=True, help="How often each is rendered.")
@click.option("--longer", type=float, default=1.5, show_default=True, help="Seconds more than an empty scene.")
@click.option("--out", type=click.Path(path_type=Path), help="Also write the numbers there, as JSON.")
def main(runs: int, longer: float, out: Path | None) -> None:
    """Time the longer examples."""
    with tempfile.TemporaryDirectory(prefix="examples-") as folder:
        rows = bench(Path(folder), runs=runs, longer=longer)
    if out is not None:
        out.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")
    print_table(table(rows))


if __name__ == "__main__":
    main()
