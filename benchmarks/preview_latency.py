"""Measure the preview's latency: the time from saving a scene's file until a browser has painted its new picture."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from rich.table import Table

from benchmarks.paint_probe import PaintProbe, paint_probe_for
from benchmarks.preview_client import PreviewClient
from rendering.core.errors import UserError
from rendering.core.targets import Target
from rendering.playback.loading import package_root

APPENDED = """

def _edited(construct):
    def with_another_ground(self):
        self.camera.background_color = "#10{number:02x}30"
        construct(self)

    return with_another_ground


{class_name}.construct = _edited({class_name}.construct)
"""
"""What each edit appends to the scene's file: another background, so that the picture shows which edit it is of."""
SECONDS_TO_EDIT = 3.0
"""Seconds before each save, as an author would take: meanwhile the film of the edit before is being made."""


@dataclass(frozen=True)
class LatencyRow:
    """The measurements of one scene.

    Parameters
    ----------
    scene
        The scene's name.
    edits
        How often its file was edited and saved.
    seen_by
        Which probe saw the picture: in a browser that painted it, or in a program that decoded it.
    median, nine_in_ten, slowest
        Seconds from the save to the picture.
    beats
        Median seconds by the beat under the playhead.
    stock
        Seconds that ``manim -ql`` took for its video after such an edit.
    """

    scene: str
    edits: int
    seen_by: str
    median: float
    nine_in_ten: float
    slowest: float
    beats: Mapping[str, float]
    stock: float


def bench(
    command: Sequence[str], targets: Sequence[Target], *, edits: int, report: Callable[[str], None] = lambda _: None
) -> list[LatencyRow]:
    """Edit copies of scenes, with the playhead in each beat in turn, and measure when their pictures are seen.

    Parameters
    ----------
    command
        The command line that runs ``render.py``.
    targets
        The scenes.
    edits
        How many times each scene is edited and saved.
    report
        Gets a line after each measurement.

    Raises
    ------
    UserError
        If a scene cannot be shown.
    """
    rows = []
    for target in targets:
        with tempfile.TemporaryDirectory(prefix="preview-latency-") as folder:
            copy = _copied(target, Path(folder))
            served = PreviewClient(command, f"{copy}:{target.class_name}", Path(folder))
            with served as client, paint_probe_for(client) as probe:
                timed = list(_edit_and_time(client, probe, copy, target.class_name, edits, report))
                seen_by = probe.name
            report(f"{target.name}: manim -ql")
            stock = _stock(copy, target.class_name, Path(folder))
        seconds = [second for _, second in timed]
        beats = {beat: median(second for name, second in timed if name == beat) for beat, _ in timed}
        ninth = quantiles(seconds, n=10)[-1] if len(seconds) > 1 else seconds[0]
        rows.append(LatencyRow(target.name, edits, seen_by, median(seconds), ninth, max(seconds), beats, stock))
    return rows


def _edit_and_time(
    client: PreviewClient, probe: PaintProbe, file: Path, class_name: str, edits: int, report: Callable[[str], None]
) -> Iterator[tuple[str, float]]:
    """Edit the file again and again; yield the beat under the playhead, and the seconds from save to picture."""
    text = file.read_text(encoding="utf-8")
    timeline = _wait_for_timeline(client)
    beats, rate = timeline["beats"], timeline["rate"]
    for number in range(1, edits + 1):
        beat = beats[number % len(beats)]
        probe.move_playhead(beat, number % len(beats), rate)
        time.sleep(SECONDS_TO_EDIT)
        probe.prepare()
        saved = time.time()
        file.write_text(text + APPENDED.format(number=number, class_name=class_name), encoding="utf-8")
        when, colour = probe.wait_for_picture()
        if colour != (0x10, number, 0x30):
            raise UserError(f"edit {number} shows {colour}, not its own picture")
        report(f"{beat['name']}: {when - saved:.2f} s")
        yield beat["name"], when - saved


def _wait_for_timeline(client: PreviewClient) -> Mapping[str, Any]:
    """Return the scene's timeline: an event of its own, or a part of the state where it is known already."""
    data = client.wait_for(lambda name, data: name == "timeline" or bool(name == "state" and data["timeline"]))
    timeline: Mapping[str, Any] = data.get("timeline", data)
    return timeline


def _copied(target: Target, folder: Path) -> Path:
    """Copy a scene's file, with all packages of its project if it is in one; return the copy of the file."""
    root = package_root(target.file)
    relative = target.file.relative_to(root)
    for package in root.iterdir() if len(relative.parts) > 1 else ():
        if (package / "__init__.py").exists():
            shutil.copytree(package, folder / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    copy = folder / relative
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(target.file, copy)
    return copy


def _stock(file: Path, class_name: str, folder: Path) -> float:
    """Return the seconds that ``manim -ql`` takes for the scene."""
    words = [sys.executable, "-m", "manim", "-ql", "--media_dir", str(folder / "stock"), str(file), class_name]
    environment = {**os.environ, "PYTHONPATH": str(package_root(file))}
    started = time.monotonic()
    ran = subprocess.run(words, capture_output=True, text=True, check=False, env=environment, cwd=folder)
    if ran.returncode:
        raise UserError(f"manim -ql fails on {class_name}: {ran.stderr.strip().splitlines()[-1:]}")
    return time.monotonic() - started


def table(rows: Sequence[LatencyRow]) -> Table:
    """Return the measurements as a table."""
    shown = Table(title="From saving to seeing, 480p, seconds", caption="The playhead was in one beat after the other.")
    for column in ("scene", "seen", "edits", "median", "9 in 10", "slowest", "manim -ql"):
        shown.add_column(column, justify="left" if column in {"scene", "seen"} else "right")
    for row in rows:
        figures = (row.median, row.nine_in_ten, row.slowest, row.stock)
        shown.add_row(row.scene, row.seen_by, str(row.edits), *(f"{figure:.2f}" for figure in figures))
        for beat, seconds in row.beats.items():
            shown.add_row(f"  {beat}", "", "", f"{seconds:.2f}", "", "", "", style="dim")
    return shown


def as_json(rows: Sequence[LatencyRow]) -> list[dict[str, Any]]:
    """Return the measurements as JSON-able data."""
    return [asdict(row) for row in rows]
