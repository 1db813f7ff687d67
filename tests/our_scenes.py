"""Our scenes as targets, rendered by our command, and rendered by Manim's own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks.reference_frames import FrameRun
from rendering.core.job import Look
from rendering.core.targets import Target
from scenes.catalogue import SCENES
from tests.paths import ROOT
from tests.sharing import MadeOnce

NAMES = [entry.name for entry in SCENES]
A_FEW = ["kernel-sliding", "feature-hierarchy", "connectivity"]
"""One of grids, one of photographs, one of many lines: enough to show what the engine makes of any of ours."""
EACH = [pytest.param(name, marks=[pytest.mark.exhaustive] * (name not in A_FEW)) for name in NAMES]
"""All of them; those beside the few as exhaustive cases."""
TURNS = 5
"""In how many runs of `.ci/run` every exhaustive test comes up once."""
STOCK_LOOK = Look(size=(426, 240), rate=Fraction(8))
"""The size and rate in which Manim's own command renders our scenes: low, as it takes long."""


def is_in_turn(name: str, turn: int) -> bool:
    """Return whether a scene is among those whose turn it is: each comes up once in as many turns as there are."""
    return NAMES.index(name) % TURNS == turn % TURNS


def our_target(name: str) -> Target:
    """Return a scene of the catalogue."""
    (entry,) = (entry for entry in SCENES if entry.name == name)
    file, _, class_name = entry.target.rpartition(":")
    return Target(ROOT / file, class_name, name)


@pytest.fixture(scope="session")
def film(made_once: MadeOnce) -> Callable[[str], Path]:
    """Return the folder of a scene's video and GIF at 480p15, as one command renders them."""

    def made(name: str) -> Path:
        def render(folder: Path) -> None:
            command = [sys.executable, "render.py", "render", name, "-ql", "--format", "mp4,gif", "--media_dir", folder]
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

        return made_once(f"film-{name}", render) / name

    return made


class StockRender(NamedTuple):
    """A scene file rendered by Manim's own command."""

    video: Path
    runs: tuple[FrameRun, ...]
    """The frames of the video."""


@pytest.fixture(scope="session")
def stock_render(made_once: MadeOnce) -> Callable[[str], StockRender]:
    """Return a scene rendered by Manim's own command in `STOCK_LOOK`, with the frames of its video."""

    def made(name: str) -> StockRender:
        scene = our_target(name)

        def render(folder: Path) -> None:
            options = ["-r", "{},{}".format(*STOCK_LOOK.size), "--fps", str(STOCK_LOOK.rate), "--media_dir", folder]
            options += ["--disable_caching", "--progress_bar", "none"]
            command = [sys.executable, "-P", ROOT / "tests" / "noting_manim.py", folder / "frames.json", *options]
            subprocess.run([*command, scene.file, scene.class_name], cwd=ROOT, check=True, capture_output=True)

        folder = made_once(f"stock-{name}", render)
        (video,) = folder.rglob(f"{scene.class_name}.mp4")
        notes = json.loads((folder / "frames.json").read_text(encoding="utf-8"))
        return StockRender(video, tuple(FrameRun(*run) for run in notes))

    return made
