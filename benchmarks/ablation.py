"""Measure what each lever of the engine gives: renders with one of them off, in turn with renders by all of them.

``python -m benchmarks.ablation`` copies the project, edits one line of the copy for each lever, and runs whole commands
there, in fresh processes, cold: our first five scenes by one command, and ten examples from Manim's docstrings. It
prints how many times as long each takes without the lever. ``--gif`` does so for GIFs of the five, and compares bytes.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import click
from rich.table import Table

from benchmarks.docstring_examples import docstring_examples
from benchmarks.project_copy import copy_project
from benchmarks.render_bench import RunSeconds, timed
from rendering.core.console import print_table

ALL = "all levers"
FIVE = ("fc-explosion", "kernel-sliding", "receptive-field-growth", "visual-cortex", "sobel-edge")
"""The scenes of our own that are measured, by one command."""
EXAMPLES = (
    "AnimateExample",
    "ChangingZoomScale",
    "DarkThemeBanner",
    "DissipatingPathExample",
    "LineExample",
    "MovingCameraOnGraph",
    "MovingVertices",
    "RotatingDemo",
    "SizingAndSpacing",
    "SpeedModifierUpdaterExample2",
)
"""Some of the longer examples in Manim's docstrings; those that the installed Manim has are measured."""


@dataclass(frozen=True)
class Lever:
    """Something the engine does to be quicker, and how to have it not do so.

    Parameters
    ----------
    name
        What it is called.
    module
        The file, relative to the project.
    line, without
        A text that the file holds once, and what takes its place.
    """

    name: str
    module: str
    line: str
    without: str

    def switch_off(self, project: Path) -> None:
        """Edit a copy of the project.

        Raises
        ------
        LookupError
            If the text is not there exactly once.
        """
        path = project / self.module
        source = path.read_text(encoding="utf-8")
        if source.count(self.line) != 1:
            raise LookupError(f"{self.module} does not hold {self.line!r} once")
        path.write_text(source.replace(self.line, self.without), encoding="utf-8")


VIDEO_LEVERS = (
    Lever(
        "holds written as skipped macroblocks",
        "rendering/video/track.py",
        "if self._parameter_sets is not None and self._beat < 0 and frame.repeat > 1:",
        "if False:",
    ),
    Lever(
        "only what changes is converted to YUV",
        "rendering/video/track.py",
        "if self._picture is None or frame.changed is None or",
        "if True or",
    ),
    Lever(
        "only what changes is drawn",
        "rendering/drawing/painter.py",
        "return flat and camera.background.shape == camera.pixel_array.shape",
        "return False",
    ),
    Lever(
        "drawers: plays passed over, and drawn by forks",
        "rendering/drawing/drawers.py",
        "self._most = most if can_fork() else lambda: 0",
        "self._most = lambda: 0",
    ),
    Lever("long plays in chunks", "rendering/drawing/chunks.py", "LONGEST_CHUNK = 120", "LONGEST_CHUNK = 10**9"),
    Lever(
        "interpolation of a family at once",
        "rendering/playback/interpolation.py",
        "    if _interpolates_as_manim(animation):",
        "    if False:",
    ),
    Lever(
        "copies without audit events",
        "rendering/core/quiet_copy.py",
        "    if all(quiet_id(probe) == id(probe) for probe in probes):",
        "    if False:",
    ),
    Lever(
        "heap kept between pictures",
        "rendering/core/environment.py",
        "wanted = {**_MALLOC_SETTINGS, **os.environ, **found}",
        "wanted = {**os.environ, **found}",
    ),
)
"""What makes videos quicker."""

GIF_LEVERS = (
    Lever(
        "lossy step: pixels off within the tolerance",
        "rendering/animated/gif_encoder.py",
        "tolerance = tolerance if self._frame_changes.is_held else 0.0",
        "tolerance = 0.0",
    ),
    Lever(
        "LZW that chooses among near colours",
        "rendering/animated/gif_encoder.py",
        "        if self._frame_changes.is_held:\n            keys",
        "        if False:\n            keys",
    ),
)
"""What makes GIFs smaller."""


@dataclass(frozen=True)
class AblationRow:
    """What a lever gives for some scenes.

    Parameters
    ----------
    lever
        Its name, or `ALL` where none is off.
    scenes
        The scenes.
    wall, cpu
        Median seconds of all runs without it.
    bytes
        Size of what was written without it.
    """

    lever: str
    scenes: str
    wall: float
    cpu: float
    bytes: int


def measure(
    levers: Sequence[Lever], scenes: Mapping[str, Sequence[str]], look: Sequence[str], runs: int
) -> list[AblationRow]:
    """Render groups of scenes with each lever off in turn, `runs` times.

    Parameters
    ----------
    levers
        What to switch off.
    scenes
        For each name of a group the arguments that say which scenes it has.
    look
        Further options of the command.
    runs
        How often.

    Raises
    ------
    UserError
        If a command fails.
    """
    times: dict[tuple[str, str], list[RunSeconds]] = defaultdict(list)
    sizes: dict[tuple[str, str], int] = {}
    with _projects(levers) as projects:
        for run in range(runs):
            for group, names in scenes.items():
                for lever, project in projects.items():
                    click.echo(f"{group}: without {lever}, run {run + 1} of {runs}", err=True)
                    with tempfile.TemporaryDirectory(prefix="ablation-") as media:
                        command = [sys.executable, str(project / "render.py"), "render", *names, *look]
                        times[lever, group].append(timed([*command, "--media_dir", media, "--force"]))
                        written = (path for path in Path(media).rglob("*") if path.suffix in {".mp4", ".gif"})
                        sizes[lever, group] = sum(path.stat().st_size for path in written)
    rows = []
    for (lever, group), spent in times.items():
        wall, cpu = map(median, zip(*spent, strict=True))
        rows.append(AblationRow(lever, group, wall, cpu, sizes[lever, group]))
    return rows


@contextmanager
def _projects(levers: Sequence[Lever]) -> Iterator[Mapping[str, Path]]:
    """Copy the project once as it is and once without each lever, and return the copies by the lever's name."""
    with tempfile.TemporaryDirectory(prefix="levers-") as folder:
        copies = {}
        for number, lever in enumerate((None, *levers)):
            copy = copy_project(Path(folder) / str(number))
            if lever is not None:
                lever.switch_off(copy)
            copies[ALL if lever is None else lever.name] = copy
        yield copies


def table(rows: Sequence[AblationRow]) -> Table:
    """Return a table: how many times as long, and as large, without each lever."""
    result = Table(box=None)
    for heading in ("without", "scenes", "wall", "", "CPU", "", "bytes", ""):
        result.add_column(heading, justify="left" if heading in {"without", "scenes"} else "right")
    base = {row.scenes: row for row in rows if row.lever == ALL}
    for row in rows:
        of = base[row.scenes]
        ratios = (f"×{row.wall / of.wall:.2f}", f"×{row.cpu / of.cpu:.2f}", f"×{row.bytes / max(1, of.bytes):.2f}")
        amounts = (f"{row.wall:.1f} s", f"{row.cpu:.1f} s", f"{row.bytes:,}")
        result.add_row(row.lever, row.scenes, *(text for pair in zip(amounts, ratios, strict=True) for text in pair))
    return result


def _write_examples(folder: Path) -> list[str]:
    """Write the examples to files, and return how `render` calls them."""
    found = {example.name: example for example in docstring_examples() if example.name in EXAMPLES}
    for name, example in found.items():
        (folder / f"{name}.py").write_text(example.source(), encoding="utf-8")
    return [f"{folder / name}.py:{name}" for name in found]


@click.command()
@click.option("--runs", type=click.IntRange(1, 20), default=2, show_default=True, help="How often.")
@click.option("--gif", is_flag=True, help="Measure GIFs of our five scenes, and what makes them small.")
@click.option("--out", type=click.Path(path_type=Path), help="Also write the numbers there, as JSON.")
def main(runs: int, gif: bool, out: Path | None) -> None:
    """Measure what each lever gives."""
    if gif:
        rows = measure(GIF_LEVERS, {"five scenes": FIVE}, ["--format", "gif", "-r", "640,360"], runs)
    else:
        rows = measure(VIDEO_LEVERS, {"five scenes": FIVE}, ["-qh"], runs)
        with tempfile.TemporaryDirectory(prefix="examples-") as folder:
            names = _write_examples(Path(folder))
            rows += measure(VIDEO_LEVERS, {f"{len(names)} of Manim's examples": names}, ["-ql"], runs)
    if out is not None:
        out.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")
    print_table(table(rows))


if __name__ == "__main__":
    main()
