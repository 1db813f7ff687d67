"""Measure how long it takes from saving a scene's file until its changed picture is painted in a browser."""

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

EDIT = """

def _edited(construct):
    def with_another_ground(self):
        self.camera.background_color = "#10{number:02x}30"
        construct(self)

    return with_another_ground


{class_name}.construct = _edited({class_name}.construct)
"""
"""What each edit appends to the scene's file: another background, so that the picture tells which edit it shows."""
REST = 3.0
"""Seconds between two edits at most: meanwhile the film of the one before is made, or cut short."""


@dataclass(frozen=True)
class Row:
    """What was measured of one scene.

    Parameters
    ----------
    scene
        Its name.
    edits
        How many saves.
    seen_by
        Who saw the picture: a browser that painted it, or a program that decoded it.
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
) -> list[Row]:
    """Edit copies of scenes, with the playhead in one beat after the other, and time their pictures.

    Parameters
    ----------
    command
        How ``render.py`` is called.
    targets
        The scenes.
    edits
        How many times each is saved.
    report
        Is told how it goes.

    Raises
    ------
    UserError
        If a scene cannot be shown.
    """
    rows = []
    for target in targets:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            copy = _copied(target, Path(folder))
            client = PreviewClient(command, f"{copy}:{target.class_name}", Path(folder))
            with client as served, paint_probe_for(served) as witness:
                timed = list(_edits(served, witness, copy, target.class_name, edits, report))
                seen_by = witness.name
            report(f"{target.name}: manim -ql")
            stock = _stock(copy, target.class_name, Path(folder))
        seconds = [second for _, second in timed]
        beats = {beat: median(second for name, second in timed if name == beat) for beat, _ in timed}
        ninth = quantiles(seconds, n=10)[-1] if len(seconds) > 1 else seconds[0]
        rows.append(Row(target.name, edits, seen_by, median(seconds), ninth, max(seconds), beats, stock))
    return rows


def _edits(
    served: PreviewClient, witness: PaintProbe, file: Path, class_name: str, edits: int, report: Callable[[str], None]
) -> Iterator[tuple[str, float]]:
    """Save the file again and again; yield the beat under the playhead, and the seconds to its picture."""
    text = file.read_text(encoding="utf-8")
    told = served.wait_for(lambda name, data: name in {"timeline", "standing"} and bool(_timeline(data)))
    beats, rate = _timeline(told)["beats"], _timeline(told)["rate"]
    for number in range(1, edits + 1):
        beat = beats[number % len(beats)]
        witness.go(beat, number % len(beats), rate)
        time.sleep(REST)
        witness.prepare()
        saved = time.time()
        file.write_text(text + EDIT.format(number=number, class_name=class_name), encoding="utf-8")
        when, colour = witness.seen()
        if colour != (0x10, number, 0x30):
            raise UserError(f"edit {number} shows {colour}, not its own picture")
        report(f"{beat['name']}: {when - saved:.2f} s")
        yield beat["name"], when - saved


def _timeline(told: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (told.get("timeline") or {}) if "server" in told else told
    return found


def _copied(target: Target, folder: Path) -> Path:
    """Copy the packages that the scene stands among, and return the copy of its file."""
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
    """Return the seconds that Manim's own command takes."""
    words = [sys.executable, "-m", "manim", "-ql", "--media_dir", str(folder / "stock"), str(file), class_name]
    environment = {**os.environ, "PYTHONPATH": str(package_root(file))}
    started = time.monotonic()
    ran = subprocess.run(words, capture_output=True, text=True, check=False, env=environment, cwd=folder)
    if ran.returncode:
        raise UserError(f"manim -ql fails on {class_name}: {ran.stderr.strip().splitlines()[-1:]}")
    return time.monotonic() - started


def table(rows: Sequence[Row]) -> Table:
    """Return the measurements for people."""
    shown = Table(title="From saving to seeing, 480p, seconds", caption="The playhead was in one beat after the other.")
    for column in ("scene", "seen", "edits", "median", "9 in 10", "slowest", "manim -ql"):
        shown.add_column(column, justify="left" if column in {"scene", "seen"} else "right")
    for row in rows:
        figures = (row.median, row.nine_in_ten, row.slowest, row.stock)
        shown.add_row(row.scene, row.seen_by, str(row.edits), *(f"{figure:.2f}" for figure in figures))
        for beat, seconds in row.beats.items():
            shown.add_row(f"  {beat}", "", "", f"{seconds:.2f}", "", "", "", style="dim")
    return shown


def as_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the measurements for programs."""
    return [asdict(row) for row in rows]
