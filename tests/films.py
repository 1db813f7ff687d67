"""Spools of small pictures made of arrays, as a scene's segments would hold them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from rendering.animated.frame_spool import FrameSpool, SpoolSink
from rendering.core.frames import Beat, Frame, Performance, Stage


def spooled(
    pictures: Sequence[np.ndarray], folder: Path, *, rate: Fraction = Fraction(25), loops: bool = False
) -> tuple[FrameSpool, Performance]:
    """Return a spool of RGB pictures, one frame each, and the performance they belong to."""
    height, width = pictures[0].shape[:2]
    stage = Stage(width, height, rate, transparent=False, loops=loops)
    sink = SpoolSink(folder / "segment.frames")
    sink.open(stage)
    for index, picture in enumerate(pictures):
        sink.write(Frame(index, 1, 0, np.dstack([picture, np.full((height, width), 255, np.uint8)])))
    performance = Performance(
        stage=stage, frames=len(pictures), plays=1, beats=(Beat("all", 0, len(pictures)),), sidecar={}
    )
    return FrameSpool(stage, [sink.answer()]), performance


def moving_disc(frames: int = 12, size: tuple[int, int] = (96, 64), *, around: bool = False) -> list[np.ndarray]:
    """Return an antialiased coloured disc that moves, with a slanted grey ramp, over a white ground with some lines."""
    width, height = size
    y, x = np.mgrid[:height, :width].astype(float)
    ground = np.full((height, width, 3), 255.0)
    ground[4 : height // 3, 4 : width - 4] = (np.linspace(30, 220, width - 8)[:, None] + np.zeros(3))[None]
    ground[height // 2 :: 7, 3:-3] = [20, 20, 20]
    pictures = []
    for frame in range(frames):
        share = np.sin(np.pi * frame / (frames - 1)) if around else frame / (frames - 1)
        centre = (12 + (width - 24) * share, height * 0.6)
        cover = np.clip(9 - np.hypot(x - centre[0], y - centre[1]), 0, 1)[..., None]
        pictures.append(np.rint(ground * (1 - cover) + np.array([214.0, 94, 0]) * cover).astype(np.uint8))
    return pictures
