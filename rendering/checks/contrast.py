"""Contrast of texts against their background, measured on the frame.

The frame is drawn again without any text, and with every text in another colour. Where the two differ, a text is
visible; text that is covered, or lies outside the frame, is not. Around the visible pixels of a glyph, its own colour
is compared with the frame without texts, pixel by pixel; the lowest contrast counts, save that of a small share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from manim import VMobject
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation

from rendering.checks.colour import LINEAR_OF_LEVEL, Floats, contrast, relative_luminance
from rendering.checks.inspection import SceneView
from rendering.checks.texts import SceneText

TEXT, LARGE_TEXT = 4.5, 3.0
"""The least contrast ratio of text and of large text (WCAG 2.2, 1.4.3, level AA)."""

TOUCHING = 0.05
"""The share of a glyph's surroundings that is ignored: a rule or a border that only touches it."""

_AROUND = 2
"""Pixels around a glyph that count as its background."""

_VISIBLE_STEP = 12
"""Levels by which a pixel has to change with the text's colour for the text to be visible there."""

_BLACK_ON = 0.18
"""Relative luminance from which black has more contrast than white."""

Box: TypeAlias = tuple[slice, slice]
"""Rows and columns of pixels."""


@dataclass(frozen=True)
class Legibility:
    """The least contrast ratio of a text's glyphs, with the colours of the glyph and its background there."""

    text: SceneText
    ratio: float
    colour: tuple[int, int, int]
    behind: tuple[int, int, int]


def legibilities(texts: Sequence[SceneText], view: SceneView) -> Iterator[Legibility]:
    """Yield the legibility of each visible text.

    Parameters
    ----------
    texts
        Every text of the scene.
    view
        The scene after a play.
    """
    if not texts:
        return
    behind = view.picture(without=[text.mobject for text in texts])[..., :3]
    boxes = {glyph: box(glyph, view.camera) for text in texts for glyph in text.glyphs}
    for group in _groups_without_overlap(texts, boxes, behind.shape[:2]):
        with _recoloured(group, behind, boxes):
            probe = view.picture(without=[text.mobject for text in texts if text not in group])[..., :3]
        visible = np.abs(probe.astype(np.int16) - behind).max(axis=-1) >= _VISIBLE_STEP
        for text in group:
            found = (
                each for glyph in text.glyphs for each in _glyph_legibility(text, glyph, behind, visible, boxes[glyph])
            )
            worst = min(found, key=lambda each: each.ratio, default=None)
            if worst is not None:
                yield worst


def _groups_without_overlap(
    texts: Sequence[SceneText], boxes: Mapping[VMobject, Box], size: tuple[int, ...]
) -> list[list[SceneText]]:
    """Return the texts in groups, such that texts of the same group do not overlap; `size` is the frame's."""
    groups: list[tuple[list[SceneText], NDArray[np.bool_]]] = []
    for text in texts:
        covered = np.zeros(size, np.bool_)
        for glyph in text.glyphs:
            covered[boxes[glyph]] = True
        for group, occupied in groups:
            if not (covered & occupied).any():
                group.append(text)
                occupied |= covered
                break
        else:
            groups.append(([text], covered))
    return [group for group, _ in groups]


@contextmanager
def _recoloured(texts: Sequence[SceneText], behind: NDArray[np.uint8], boxes: Mapping[VMobject, Box]) -> Iterator[None]:
    """Make each glyph black or white, whichever has more contrast, and restore its own colours in the end."""
    kept: list[tuple[VMobject, str, Any]] = []
    try:
        for glyph in (glyph for text in texts for glyph in text.glyphs):
            patch = behind[boxes[glyph]]
            dark = bool(patch.size) and float(relative_luminance(LINEAR_OF_LEVEL[patch]).mean()) >= _BLACK_ON
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


def _glyph_legibility(
    text: SceneText, glyph: VMobject, behind: NDArray[np.uint8], visible: NDArray[np.bool_], place: Box
) -> Iterator[Legibility]:
    """Yield the contrast of each colour of a glyph with the given box, if the glyph is visible."""
    inside = visible[place]
    if not inside.any():
        return
    for colour in colours(glyph):
        found = _least_contrast(inside.shape, inside.tobytes(), behind[place].tobytes(), colour.tobytes())
        yield Legibility(text, *found)


@lru_cache(maxsize=4096)  # most texts are the same after a play as before it
def _least_contrast(
    shape: tuple[int, int], visible: bytes, behind: bytes, colour: bytes
) -> tuple[float, tuple[int, int, int], tuple[int, int, int]]:
    """Return the least contrast of a glyph with its surroundings, its colour there, and the colour behind it.

    The share `TOUCHING` of the surroundings is ignored.

    Parameters
    ----------
    shape
        Rows and columns of the glyph's box.
    visible, behind
        The bytes of two arrays that cover the box: where the glyph is visible, as bool, shape (rows, columns); and the
        frame without texts, as levels of red, green and blue, uint8, shape (rows, columns, 3).
    colour
        The bytes of the glyph's colour, as sRGB and opacity in 0 … 1, float64, shape (4,).
    """
    around = binary_dilation(np.frombuffer(visible, np.bool_).reshape(shape), iterations=_AROUND)
    levels, counts = np.unique(np.frombuffer(behind, np.uint8).reshape(*shape, 3)[around], axis=0, return_counts=True)
    ground = levels / 255
    drawn = np.frombuffer(colour, np.float64)
    seen = drawn[3] * drawn[:3] + (1 - drawn[3]) * ground
    ratios = contrast(seen, ground)
    order = ratios.argsort()
    worst = order[int(np.searchsorted(counts[order].cumsum(), TOUCHING * counts.sum(), side="right"))]
    return float(ratios[worst]), _levels(seen[worst]), _levels(ground[worst])


def box(glyph: VMobject, camera: Any) -> Box:
    """Return the pixel rows and columns of a glyph's box, `_AROUND` pixels larger on each side, within the frame."""
    points = camera.points_to_pixel_coords(glyph, glyph.points)
    limits = (camera.pixel_width, camera.pixel_height)
    low, high = points.min(axis=0) - _AROUND, points.max(axis=0) + 1 + _AROUND
    cols, rows = (
        slice(int(np.clip(start, 0, limit)), int(np.clip(stop, 0, limit)))
        for start, stop, limit in zip(low, high, limits, strict=True)
    )
    return rows, cols


def colours(glyph: VMobject) -> Floats:
    """Return the colours of a glyph's fill, or else of its stroke, as rows of sRGB and opacity, shape (n, 4)."""
    fill = np.asarray(glyph.get_fill_rgbas(), dtype=np.float64)
    drawn = fill[fill[:, 3] > 0]
    return drawn if len(drawn) else np.asarray(glyph.get_stroke_rgbas(), dtype=np.float64)


def _levels(colour: Floats) -> tuple[int, int, int]:
    red, green, blue = np.rint(colour * 255).astype(int).tolist()
    return red, green, blue
