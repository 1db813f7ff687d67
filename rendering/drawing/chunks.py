"""Cut a long play into parts, which several processes can draw at once: none waits long for another's last one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from manim import ThreeDCamera

from rendering.playback.fast_forward import is_plain
from rendering.playback.fingerprint import Fingerprint

LONGEST_CHUNK = 120
"""Frames of a part at most; each part costs a key picture, and one frame that is drawn in full."""


@dataclass(frozen=True)
class Chunk:
    """Frames of a play that one process draws.

    Parameters
    ----------
    first, stop
        The number of its first frame and the number after its last one's, which is ``None`` for the end of the play.
    start
        What it begins with, where that is known.
    """

    first: int
    stop: int | None
    start: Fingerprint | None


def chunks_of(scene: Any, first: int, count: int | None, start: Fingerprint | None) -> list[Chunk]:
    """Return the parts of the play that has begun: several, none much longer than another, if it is long and plain."""
    if count is None or count <= LONGEST_CHUNK or scene.is_current_animation_frozen_frame() or not _can_be_cut(scene):
        return [Chunk(first, None, start)]
    count_of_chunks = -(-count // LONGEST_CHUNK)
    places = [round(number * count / count_of_chunks) for number in range(count_of_chunks + 1)]
    return [
        Chunk(first + begin, first + end, None if start is None else start.of_frames(begin, end))
        for begin, end in pairwise(places)
    ]


def _can_be_cut(scene: Any) -> bool:
    """Say whether each frame can be drawn without those before it; a camera in space remembers where it stood."""
    return is_plain(scene) and not isinstance(scene.renderer.camera, ThreeDCamera)
