"""Read SVG and PDF with other software than ours: as pixels, by renderers that do not use Cairo, and as XML."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import resvg_py
from PIL import Image

FINE = 4
"""Drawn so many times as large, then averaged: what is compared is then the shapes, and not how edges are softened."""


def pixels_of(path: Path, size: tuple[int, int], fine: int = FINE) -> np.ndarray:
    """Return a vector file at a size in pixels, as colours on white."""
    width, height = size[0] * fine, size[1] * fine
    if path.suffix == ".svg":
        data = resvg_py.svg_to_bytes(
            svg_path=str(path), width=width, height=height, dpi=96, background="white", skip_system_fonts=True
        )
        image = Image.open(io.BytesIO(bytes(data)))
    else:
        done = subprocess.run(
            ["pdftoppm", "-singlefile", "-scale-to-x", str(width), "-scale-to-y", str(height), str(path)],
            capture_output=True,
            check=True,
        )
        image = Image.open(io.BytesIO(done.stdout))
    assert abs(image.width - width) <= fine, "resvg keeps the shape, which the size may have rounded"
    assert abs(image.height - height) <= fine
    image = image.resize((width, height)) if image.size != (width, height) else image
    return np.asarray(image.convert("RGB").reduce(fine), dtype=float)


def opened(path: Path) -> np.ndarray:
    """Return a PNG's colours."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), dtype=float)


def parsed(path: Path) -> ET.Element:
    """Return an SVG's root, as an XML parser reads it."""
    return ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 (our own file)
