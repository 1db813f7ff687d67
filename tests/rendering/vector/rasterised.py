"""SVG and PDF in pixels, by renderers that have nothing to do with Cairo: resvg and Poppler."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

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


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    """Return the peak signal-to-noise ratio of two pictures in decibels."""
    return float(10 * np.log10(255**2 / max(float(((one - other) ** 2).mean()), 1e-9)))


def share_off(one: np.ndarray, other: np.ndarray, levels: float) -> float:
    """Return the share of the pixels that differ by more than so many levels of 255 in any channel."""
    return float((np.abs(one - other).max(axis=-1) > levels).mean())
