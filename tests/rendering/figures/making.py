"""Figures of the small scenes in fixtures/, made by the command, and their pictures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from tests.paths import ROOT

WIDTH, HEIGHT = 640, 360


def figures(*arguments: object, media: Path) -> subprocess.CompletedProcess[str]:
    """Run ``render.py figures``, with all output in a folder."""
    command = [sys.executable, str(ROOT / "render.py"), "figures", *map(str, arguments), "--media_dir", str(media)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)


def rgb(path: Path) -> np.ndarray:
    """Return a picture as an array."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))
