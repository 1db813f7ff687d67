"""Figures of the small scenes in fixtures/, made by the command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.paths import FIXTURES, ROOT

WIDTH, HEIGHT = 640, 360
TURNING = FIXTURES / "turning.py"


def figures(*arguments: object, media: Path) -> subprocess.CompletedProcess[str]:
    """Run ``render.py figures``."""
    command = [sys.executable, str(ROOT / "render.py"), "figures", *map(str, arguments), "--media_dir", str(media)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)


@pytest.fixture
def make_figures():
    """Run ``render.py figures`` with the given arguments, and the keyword ``media`` for the folder of all output."""
    return figures


@pytest.fixture(scope="session")
def turning(tmp_path_factory):
    """The folder of a small figure in every format."""
    media = tmp_path_factory.mktemp("media")
    done = figures(f"{TURNING}:Turning", "--width", WIDTH, "--animate", 5, "--loop", 0, media=media)
    assert done.returncode == 0, done.stderr
    return media / "figures" / "turning"


def rgb(path):
    """Return a picture as an array."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))
