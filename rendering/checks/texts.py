"""Find the texts on a stage, whatever they were set with, and how large they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import MarkupText, Paragraph, VMobject

WORDING = ("wording", "text", "markup", "original_text", "tex_string", "typst_code")
"""Attributes in which Manim's text classes, and others' that follow them, keep what they say."""

_X_LETTERS = frozenset("acemnorsuvwxz")
_X_TO_CAPITAL = 2 / 3
"""Height of a lowercase x to that of a capital or a digit: 0.63 in Computer Modern, 0.72 in Helvetica and DejaVu."""

_FLAT = 0.4
"""What is lower than this share of the highest glyph is a dot, a dash or a minus."""


@dataclass(frozen=True, eq=False)
class StagedText:
    """One text as it stands on stage.

    Parameters
    ----------
    mobject
        The text.
    wording
        What it says, as it was asked for.
    glyphs
        What is drawn of it with some opacity.
    x_height
        Height of a lowercase x in Manim units.
    """

    mobject: VMobject
    wording: str
    glyphs: tuple[VMobject, ...]
    x_height: float


def texts_on(mobjects: Iterable[Any]) -> list[StagedText]:
    """Return the visible texts among mobjects and all below them; a text within a text counts as part of it.

    A text is a `VMobject` with one of the attributes `WORDING` (Manim's Text, Tex, Typst and their like), a paragraph,
    or a decimal number.
    """
    found: dict[int, StagedText] = {}
    for mobject in mobjects:
        for text in _outermost(mobject):
            glyphs = tuple(part for part in text.family_members_with_points() if is_drawn(part))
            if glyphs and id(text) not in found:
                wording = wording_of(text)
                found[id(text)] = StagedText(text, wording, glyphs, x_height_of(text, wording))
    return list(found.values())


def _outermost(mobject: Any) -> Iterator[VMobject]:
    if is_text(mobject):
        yield mobject
    else:
        for part in mobject.submobjects:
            yield from _outermost(part)


def is_text(mobject: Any) -> bool:
    """Say whether a mobject is a text."""
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
    """Say whether an outline is drawn with some opacity."""
    return bool(part.get_fill_opacity() > 0 or (part.get_stroke_opacity() > 0 and part.get_stroke_width() > 0))


def wording_of(text: Any) -> str:
    """Return what a text says, as it was asked for."""
    for name in WORDING:
        if isinstance(said := getattr(text, name, None), str):
            return said
    return str(getattr(text, "number", type(text).__name__))


def x_height_of(text: Any, wording: str) -> float:
    """Return the height of a lowercase x, in Manim units.

    A text that knows its `x_height` is believed. Where letters and glyphs correspond, the lowest letter without
    ascender or descender counts, since round ones overshoot. Otherwise the median glyph, dots and dashes left out, is
    taken for a small letter if the wording is mostly such, and for a capital or digit if not. Indices and exponents do
    not count by themselves.
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
    letter_heights = heights[heights > _FLAT * heights.max()]
    return float(np.median(letter_heights)) * (1.0 if 2 * lower > len(letters) else _X_TO_CAPITAL)
