"""Find the texts of a scene, however they were typeset, and measure their x-heights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import MarkupText, Paragraph, VMobject

WORDING = ("wording", "text", "markup", "original_text", "tex_string", "typst_code")
"""Attributes in which Manim's text classes, and others' that follow them, keep their wording."""

_X_LETTERS = frozenset("acemnorsuvwxz")
_X_TO_CAPITAL = 2 / 3
"""Height of a lowercase x to that of a capital or a digit: 0.63 in Computer Modern, 0.72 in Helvetica and DejaVu."""

_PUNCTUATION_HEIGHT = 0.4
"""Glyphs lower than this share of the highest one are dots, dashes or minus signs."""


@dataclass(frozen=True, eq=False)
class SceneText:
    """One visible text of a scene.

    Parameters
    ----------
    mobject
        The text.
    wording
        Its source text.
    glyphs
        Its outlines that are not fully transparent.
    x_height
        Height of a lowercase x in Manim units.
    """

    mobject: VMobject
    wording: str
    glyphs: tuple[VMobject, ...]
    x_height: float


def texts_on(mobjects: Iterable[Any]) -> list[SceneText]:
    """Return the visible texts among mobjects and their families; a text within a text is part of the outer one.

    A text is a `VMobject` with one of the attributes `WORDING` (Manim's Text, Tex, Typst and their like), a paragraph,
    or a decimal number.
    """
    found: dict[int, SceneText] = {}
    for mobject in mobjects:
        for text in _outermost(mobject):
            glyphs = tuple(part for part in text.family_members_with_points() if is_drawn(part))
            if glyphs and id(text) not in found:
                wording = wording_of(text)
                found[id(text)] = SceneText(text, wording, glyphs, x_height_of(text, wording))
    return list(found.values())


def _outermost(mobject: Any) -> Iterator[VMobject]:
    """Yield a mobject if it is a text, else the texts below it."""
    if is_text(mobject):
        yield mobject
    else:
        for part in mobject.submobjects:
            yield from _outermost(part)


def is_text(mobject: Any) -> bool:
    """Return whether a mobject is a text."""
    if not isinstance(mobject, VMobject):
        return False
    return (
        isinstance(mobject, Paragraph)
        or any(isinstance(getattr(mobject, name, None), str) for name in WORDING)
        or _is_number(mobject)
    )


def _is_number(mobject: Any) -> bool:
    return hasattr(mobject, "num_decimal_places") and hasattr(mobject, "number")


def is_drawn(part: VMobject) -> bool:
    """Return whether an outline is not fully transparent."""
    return bool(part.get_fill_opacity() > 0 or (part.get_stroke_opacity() > 0 and part.get_stroke_width() > 0))


def wording_of(text: Any) -> str:
    """Return the source text of a text mobject."""
    for name in WORDING:
        if isinstance(wording := getattr(text, name, None), str):
            return wording
    return str(getattr(text, "number", type(text).__name__))


def x_height_of(text: Any, wording: str) -> float:
    """Return the height of a lowercase x, in Manim units.

    It is the text's own attribute `x_height`, if there is one. Else, where letters and glyphs correspond, it is the
    height of the lowest letter without ascender or descender, since round ones overshoot. Otherwise the median glyph,
    dots and dashes left out, is taken for a lowercase letter if most letters are, and for a capital or digit if not.
    Indices and exponents are not measured by themselves.
    """
    known = getattr(text, "x_height", None)
    if isinstance(known, int | float):
        return float(known)
    glyphs = [part for part in text.family_members_with_points() if is_drawn(part)]
    heights = np.array([glyph.height for glyph in glyphs])
    letters = "".join(wording.split())
    if len(letters) == len(heights) and not isinstance(text, MarkupText):
        small = [height for height, letter in zip(heights, letters, strict=True) if letter in _X_LETTERS]
        if small:
            return float(min(small))
    lower = sum(letter.islower() for letter in letters)
    letter_heights = heights[heights > _PUNCTUATION_HEIGHT * heights.max()]
    return float(np.median(letter_heights)) * (1.0 if 2 * lower > len(letters) else _X_TO_CAPITAL)
