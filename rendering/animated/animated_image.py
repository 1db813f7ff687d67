"""A finished animated image."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AnimatedImage:
    """A finished GIF or WebP.

    Parameters
    ----------
    data
        The file's bytes.
    size
        Width and height in pixels.
    frames
        How many pictures it holds.
    duration
        The length of one showing in seconds.
    plays
        How often it plays; 0 is for ever.
    psnr
        Peak signal-to-noise ratio in decibels of the decoded file, against the frames it was made from.
    notes
        What the user should know of it, a sentence each: how it was made to fit its budget, say.
    """

    data: bytes
    size: tuple[int, int]
    frames: int
    duration: float
    plays: int
    psnr: float = math.inf
    notes: tuple[str, ...] = ()
