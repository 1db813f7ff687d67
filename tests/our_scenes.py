"""Our scenes as targets, as films of our command, and as Manim's own command plays them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks.reference_frames import Run
from rendering.core.job import Look
from rendering.core.targets import Target
from scenes.catalogue import SCENES
from tests.paths import ROOT
from tests.sharing import MadeOnce

NAMES = [entry.name for entry in SCENES]
STOCK_LOOK = Look(size=(426, 240), rate=Fraction(8))
"""How Manim's own command plays our scenes: small, and seldom enough for all of them."""


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
    """What Manim's own command makes of a scene file."""

    video: Path
    runs: tuple[Run, ...]
    """The frames that went into the video."""


@pytest.fixture(scope="session")
def stock_render(made_once: MadeOnce) -> Callable[[str], StockRender]:
    """Return a scene as Manim's own command renders it in `STOCK_LOOK`, its frames noted on the way."""

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
        return StockRender(video, tuple(Run(*run) for run in notes))

    return made
