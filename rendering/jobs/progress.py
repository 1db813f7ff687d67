"""Show the progress of jobs, and summarise their outcomes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any, Self

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from rendering.core.console import shown_path
from rendering.core.job import RenderJob
from rendering.core.profiling import PHASES
from rendering.jobs.outcome import Outcome
from rendering.output import sidecar


class _Frames(ProgressColumn):
    """Shows the number of frames done and the rate."""

    def render(self, task: Task) -> Text:
        total = f" of {task.total:.0f}" if task.total else ""
        rate = f"  {task.speed:.0f}/s" if task.speed else ""
        return Text(f"{task.completed:.0f}{total} frames{rate}", style="progress.data.speed")


class Display:
    """An observer that shows one progress bar per scene; nothing where the console is no terminal.

    Parameters
    ----------
    console
        Where to show them.
    quiet
        Whether to show only the lines that scenes print.
    """

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._console = console
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            _Frames(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[phase]}"),
            console=console,
            disable=quiet or not console.is_terminal,
            transient=True,
        )
        self._tasks: dict[int, TaskID] = {}
        self._names: dict[int, str] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()

    def started(self, index: int, job: RenderJob) -> None:
        """Add a bar, as long as the last run had frames."""
        self._names[index] = job.target.name
        self._tasks[index] = self._progress.add_task(job.target.name, total=_expected_frames(job), phase="")

    def progressed(self, index: int, phase: str, frames: int) -> None:
        """Update the bar."""
        shown = "" if phase == "frames" else phase
        self._progress.update(self._tasks[index], completed=frames, phase=shown)

    def logged(self, index: int, line: str) -> None:
        """Print a line that a scene printed, or a warning."""
        self._console.print(f"{self._names[index]}: {line}", markup=False, highlight=False)

    def ended(self, index: int, outcome: Outcome) -> None:  # noqa: ARG002
        """Remove the bar."""
        if index in self._tasks:
            self._progress.remove_task(self._tasks.pop(index))


def summary(outcomes: Sequence[Outcome], console: Console) -> None:
    """Print a table of all files, then the notes on them and the errors."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("file", overflow="fold")
    for heading in ("", "duration", "size", "seconds"):
        table.add_column(heading, justify="right" if heading else "left")
    for outcome in outcomes:
        if outcome.error:
            table.add_row(outcome.job.target.name, "[red]failed[/red]", "", "", f"{outcome.seconds:.1f}")
            continue
        for status, files in (("rendered", outcome.made), ("kept", outcome.kept)):
            for output_file in files:
                length = f"{output_file.duration:.2f} s" if output_file.duration else ""
                took = f"{outcome.seconds:.1f}" if status == "rendered" else ""
                path = Text(shown_path(outcome.job.folder / output_file.file))
                table.add_row(path, status, length, f"{output_file.bytes / 1000:,.0f} kB", took)
    console.print(table)
    for outcome in outcomes:
        for output_file in (*outcome.made, *outcome.kept):
            for note in output_file.notes:
                console.print(f"{output_file.file}: {note}", markup=False, highlight=False)
        if outcome.error:
            console.print(f"{outcome.job.target.name}: {outcome.error}", style="red", markup=False, highlight=False)
            if outcome.traceback:
                console.print(outcome.traceback.rstrip(), markup=False, highlight=False)


def print_outcomes(outcomes: Sequence[Outcome], console: Console, *, as_json: bool) -> None:
    """Print how the jobs ended: to standard output as JSON, or to the console as a table."""
    if as_json:
        click.echo(summary_json(outcomes))
    else:
        summary(outcomes, console)


def profile(outcomes: Sequence[Outcome]) -> Table:
    """Return a table of the seconds on the clock and of processor time, by phase, over all processes."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("seconds (processor)")
    phases = [phase for phase in PHASES if any(phase in outcome.spent for outcome in outcomes)]
    for heading in (*phases, "whole", "frames/s"):
        table.add_column(heading, justify="right")
    for outcome in outcomes:
        if outcome.spent:
            spent = (outcome.spent.get(phase, (0.0, 0.0)) for phase in phases)
            frames = max((output_file.frames for output_file in outcome.made), default=0)
            rate = f"{frames / outcome.seconds:.0f}"
            cells = [f"{wall:.1f} ({cpu:.1f})" for wall, cpu in spent]
            table.add_row(outcome.job.target.name, *cells, f"{outcome.seconds:.1f}", rate)
    return table


def summary_json(outcomes: Sequence[Outcome]) -> str:
    """Return the outcomes as JSON."""
    return json.dumps([_outcome_json(outcome) for outcome in outcomes], indent=1, ensure_ascii=False)


def exit_status(outcomes: Sequence[Outcome]) -> int:
    """Return 0 if no job failed, 2 if every job failed by an error of the user's, else 1."""
    failures = [outcome for outcome in outcomes if outcome.error]
    if not failures:
        return 0
    return 2 if len(failures) == len(outcomes) and all(outcome.user_error for outcome in failures) else 1


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "scene": outcome.job.target.name,
        "status": outcome.status,
        "error": outcome.error,
        "seconds": round(outcome.seconds, 3),
        **({"drawn_by": dict(outcome.drawn_by)} if outcome.drawn_by else {}),
        "files": [
            {
                **{key: value for key, value in asdict(output_file).items() if key not in {"inputs", "key"}},
                "file": str(outcome.job.folder / output_file.file),
                "kept": output_file in outcome.kept,
            }
            for output_file in (*outcome.made, *outcome.kept)
        ],
    }


def _expected_frames(job: RenderJob) -> float | None:
    """Return the number of frames of the last run, scaled to the job's rate; None if there is none."""
    earlier = sidecar.read(job)
    rate = job.look.rate or Fraction(earlier.get("frame_rate", 0))
    return float(earlier.get("duration", 0) * rate) or None
