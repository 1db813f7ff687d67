"""Divide a long play into chunks that several processes can draw at once, so that none waits long for the last one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from manim import ThreeDCamera

from rendering.playback.fast_forward import is_plain
from rendering.playback.fingerprint import Fingerprint

LONGEST_CHUNK = 120
"""Most frames in a chunk. Shorter chunks spread the work more evenly, but each costs a key frame of the video, and one
frame that is drawn in full because nothing is known of the frame before it."""


@dataclass(frozen=True)
class Chunk:
    """Consecutive frames of a play that one process draws.

    Parameters
    ----------
    first, stop
        The number of its first frame and the number after its last one's, which is ``None`` for the end of the play.
    start
        The fingerprint that decides its frames, where that is known.
    """

    first: int
    stop: int | None
    start: Fingerprint | None


def chunks_of(scene: Any, first: int, count: int | None, start: Fingerprint | None) -> list[Chunk]:
    """Return the chunks of the play that has begun: several of nearly equal length if it is long and plain, else one.

    Parameters
    ----------
    scene
        The scene, at the moment the play has begun.
    first
        The number of the play's first frame.
    count
        How many frames it has; ``None`` where a stop condition decides.
    start
        The play's fingerprint, where that is known.
    """
    if count is None or count <= LONGEST_CHUNK or scene.is_current_animation_frozen_frame() or not _can_divide(scene):
        return [Chunk(first, None, start)]
    parts = math.ceil(count / LONGEST_CHUNK)
    bounds = [round(part * count / parts) for part in range(parts + 1)]
    return [
        Chunk(first + begin, first + end, None if start is None else start.of_frames(begin, end))
        for begin, end in pairwise(bounds)
    ]


def _can_divide(scene: Any) -> bool:
    """Return whether each frame can be drawn without those before it.

    A `ThreeDCamera` keeps the rotation matrix of the last frame that it captured, so a process that steps over some
    frames would go on from another state than one that draws them.
    """
    return is_plain(scene) and not isinstance(scene.renderer.camera, ThreeDCamera)
