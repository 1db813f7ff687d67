"""Contrast of texts against what lies behind them, measured on the frame.

The frame is drawn again without any text, and with every text in another colour. Where the two differ, a text shows;
what is covered by something else, or lies outside the frame, does not. Around the pixels where a glyph shows, its own
colour is held against the frame without texts, pixel by pixel; the worst counts that is more than a touch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from manim import VMobject
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation

from rendering.checks.colour import LINEAR, Floats, contrast, relative_luminance
from rendering.checks.inspection import Rest
from rendering.checks.texts import StagedText

TEXT, LARGE_TEXT = 4.5, 3.0
"""The least contrast ratio of text and of large text (WCAG 2.2, 1.4.3, level AA)."""

TOUCHING = 0.05
"""The share of a glyph's surroundings that does not count: a rule or a border that only touches it."""

_AROUND = 2
"""Pixels around a glyph that count as behind it."""

_SHOWS = 12
"""Levels by which a pixel changes with a text's colour where the text shows."""

_BLACK_ON = 0.18
"""Relative luminance from which black stands out more than white."""


Box = tuple[slice, slice]
Boxes = Mapping[VMobject, Box]


@dataclass(frozen=True)
class Legibility:
    """How well a text stands out: the least contrast of any of its glyphs, its colour there, and what is behind it."""

    text: StagedText
    ratio: float
    colour: tuple[int, int, int]
    behind: tuple[int, int, int]


def legibilities(texts: Sequence[StagedText], rest: Rest) -> Iterator[Legibility]:
    """Yield how well each text stands out, of those that show.

    Parameters
    ----------
    texts
        Every text on stage.
    rest
        The stage.
    """
    if not texts:
        return
    behind = rest.picture(without=[text.mobject for text in texts])[..., :3]
    boxes = {glyph: box(glyph, rest.camera) for text in texts for glyph in text.glyphs}
    for apart in _apart(texts, boxes, behind.shape[:2]):
        with _recoloured(apart, behind, boxes):
            probe = rest.picture(without=[text.mobject for text in texts if text not in apart])[..., :3]
        shows = np.abs(probe.astype(np.int16) - behind).max(axis=-1) >= _SHOWS
        for text in apart:
            found = (each for glyph in text.glyphs for each in _against(text, glyph, behind, shows, boxes[glyph]))
            worst = min(found, key=lambda each: each.ratio, default=None)
            if worst is not None:
                yield worst


def _apart(texts: Sequence[StagedText], boxes: Boxes, size: tuple[int, ...]) -> list[list[StagedText]]:
    """Return the texts in as many groups as it takes for those of one group not to overlap."""
    groups: list[tuple[list[StagedText], NDArray[np.bool_]]] = []
    for text in texts:
        mine = np.zeros(size, np.bool_)
        for glyph in text.glyphs:
            mine[boxes[glyph]] = True
        for group, taken in groups:
            if not (mine & taken).any():
                group.append(text)
                taken |= mine
                break
        else:
            groups.append(([text], mine))
    return [group for group, _ in groups]


@contextmanager
def _recoloured(texts: Sequence[StagedText], behind: NDArray[np.uint8], boxes: Boxes) -> Iterator[None]:
    """Give each glyph black or white, whichever stands out from what is behind it, and its own colours back at last."""
    kept: list[tuple[VMobject, str, Any]] = []
    try:
        for glyph in (glyph for text in texts for glyph in text.glyphs):
            patch = behind[boxes[glyph]]
            dark = bool(patch.size) and float(relative_luminance(LINEAR[patch]).mean()) >= _BLACK_ON
            for name in ("fill_rgbas", "stroke_rgbas"):
                own = getattr(glyph, name)
                kept.append((glyph, name, own))
                probe = np.array(own, dtype=np.float64)
                probe[:, :3] = 0.0 if dark else 1.0
                setattr(glyph, name, probe)
        yield
    finally:
        for glyph, name, own in reversed(kept):
            setattr(glyph, name, own)


def _against(
    text: StagedText, glyph: VMobject, behind: NDArray[np.uint8], shows: NDArray[np.bool_], place: Box
) -> Iterator[Legibility]:
    mine = shows[place]
    if not mine.any():
        return
    for colour in colours(glyph):
        yield Legibility(text, *_worst(mine.shape, mine.tobytes(), behind[place].tobytes(), colour.tobytes()))


@lru_cache(maxsize=4096)  # most texts stand where they stood after the play before
def _worst(
    shape: tuple[int, int], shows: bytes, behind: bytes, colour: bytes
) -> tuple[float, tuple[int, int, int], tuple[int, int, int]]:
    """Return the least contrast of a glyph that is more than a touch, its colour there, and what is behind it.

    Parameters
    ----------
    shape
        Rows and columns of the glyph's box.
    shows, behind
        In the box, where the glyph shows, and the frame without texts in levels of red, green and blue.
    colour
        The glyph's, as sRGB and opacity in 0 … 1.
    """
    around = binary_dilation(np.frombuffer(shows, np.bool_).reshape(shape), iterations=_AROUND)
    levels, counts = np.unique(np.frombuffer(behind, np.uint8).reshape(*shape, 3)[around], axis=0, return_counts=True)
    ground = levels / 255
    drawn = np.frombuffer(colour, np.float64)
    seen = drawn[3] * drawn[:3] + (1 - drawn[3]) * ground
    ratios = contrast(seen, ground)
    order = ratios.argsort()
    worst = order[int(np.searchsorted(counts[order].cumsum(), TOUCHING * counts.sum(), side="right"))]
    return float(ratios[worst]), _levels(seen[worst]), _levels(ground[worst])


def box(glyph: VMobject, camera: Any) -> Box:
    """Return the rows and columns of pixels that a glyph's box covers, with `_AROUND` more, cut to the frame."""
    points = camera.points_to_pixel_coords(glyph, glyph.points)
    limits = (camera.pixel_width, camera.pixel_height)
    low, high = points.min(axis=0) - _AROUND, points.max(axis=0) + 1 + _AROUND
    cols, rows = (
        slice(int(np.clip(start, 0, limit)), int(np.clip(stop, 0, limit)))
        for start, stop, limit in zip(low, high, limits, strict=True)
    )
    return rows, cols


def colours(glyph: VMobject) -> Floats:
    """Return the colours a glyph is drawn in, as rows of sRGB and opacity: those of its fill, or else of its line."""
    fill = np.asarray(glyph.get_fill_rgbas(), dtype=np.float64)
    drawn = fill[fill[:, 3] > 0]
    return drawn if len(drawn) else np.asarray(glyph.get_stroke_rgbas(), dtype=np.float64)


def _levels(colour: Floats) -> tuple[int, int, int]:
    red, green, blue = np.rint(colour * 255).astype(int).tolist()
    return red, green, blue
