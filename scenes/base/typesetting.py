"""Words, digits and formulas as outlines, set by Typst with its embedded fonts.

Nothing here depends on LaTeX, on a system font or on a file: a source is compiled in memory once, its outlines are
kept, and every mobject made from it afterwards costs only the copies of a few point arrays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np
import typst
from manim import ManimColor, VMobject
from numpy.typing import NDArray

from scenes.base.typst_svg import outlines

WORDS = "New Computer Modern"
DIGITS = "DejaVu Sans Mono"

TITLE, STATEMENT, LABEL, CELL, SMALLEST = 44, 34, 28, 26, 22
"""The type scale, in font-size units of 1/80 of a Manim unit."""

_UNITS_PER_SIZE = 1 / 80
_X_HEIGHT = {WORDS: 0.431, DIGITS: 0.547}
"""Height of a lowercase x, in em."""

_EM = 10.0
"""Type size of a compiled source, in points."""

_MARK = "#ff00fe"
_TEMPLATE = """\
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(size: {em}pt, font: "{font}", fallback: false)
#show math.equation: set text(font: "New Computer Modern Math")
#box(place(bottom + left, rect(width: 1pt, height: 1pt, fill: rgb("{mark}"))));{markup}
"""


@dataclass(frozen=True)
class _Outline:
    """One glyph or rule: its points in em, and the width of its line in em (0 for a filled glyph)."""

    points: NDArray[np.float64]
    line_width: float
    label: str | None


class Typeset(VMobject):
    """Typst markup as a group of outlines that knows its baseline.

    Parameters
    ----------
    markup
        Typst markup; formulas stand between dollar signs.
    size
        Font size on the scale of this module: 1 em is `size` / 80 Manim units.
    color
        Colour of every outline.
    font
        `WORDS` or `DIGITS`.

    Raises
    ------
    ValueError
        If Typst refuses the markup.
    """

    def __init__(self, markup: str, *, size: float, color: ManimColor, font: str = WORDS) -> None:
        super().__init__()
        self.markup = markup
        self.type_font = font
        self._em = size * _UNITS_PER_SIZE
        self.parts: dict[str, list[VMobject]] = {}
        shown = _outlines(markup, font)
        self.add(*(_glyph(outline, self._em, color) for outline in shown))
        for outline, glyph in zip(shown, self.submobjects, strict=True):
            if outline.label is not None:
                self.parts.setdefault(outline.label, []).append(glyph)
        self._height_as_set = height = self.height
        self._baseline = -self.get_bottom()[1] / height if height else 0.0

    @property
    def x_height(self) -> float:
        """Height of a lowercase x at the present scale, in Manim units."""
        scale = self.height / self._height_as_set if self._height_as_set else 1.0
        return _X_HEIGHT[self.type_font] * self._em * scale

    @property
    def baseline(self) -> float:
        """The y coordinate of the baseline, in Manim units."""
        return float(self.get_bottom()[1] + self._baseline * self.height)

    def set_baseline(self, y: float) -> Typeset:
        """Shift vertically until the baseline lies at `y`."""
        self.shift(np.array([0.0, y - self.baseline, 0.0]))
        return self

    def centre_digits_at(self, point: NDArray[np.float64]) -> Typeset:
        """Centre at `point`, vertically by the height of a digit, so that a row of numbers shares its baseline."""
        self.shift(np.array([point[0] - self.get_center()[0], 0.0, 0.0]))
        scale = self.height / self._height_as_set if self._height_as_set else 1.0
        digit = 0.729 if self.type_font == DIGITS else 0.66
        return self.set_baseline(float(point[1]) - digit * self._em * scale / 2)


def words(text: str, *, size: float = LABEL, color: ManimColor) -> Typeset:
    """Return a text without digits, in Typst markup.

    Raises
    ------
    ValueError
        If the text holds a digit: a digit reaches the screen only as a `Readout`, which knows where it came from.
    """
    refuse_digits(text)
    return Typeset(text, size=size, color=color)


def refuse_digits(text: str) -> None:
    """Raise `ValueError` if a literal text holds a digit."""
    if re.search(r"\d", text):
        raise ValueError(f"{text!r} holds a digit; draw it as a Readout of a traced value or of a convmath Name")


def smallest_size(font: str, pixel_height: float = 480, x_height_pixels: float = 7) -> float:
    """Return the font size whose x-height is `x_height_pixels` when the 8-unit frame is `pixel_height` high."""
    return x_height_pixels * 8 / pixel_height / _X_HEIGHT[font] / _UNITS_PER_SIZE


def _glyph(outline: _Outline, em: float, color: ManimColor) -> VMobject:
    """Return one outline as a mobject: a blank one's copy, as making one takes Manim thirty times as long."""
    glyph = VMobject.__new__(VMobject)
    for name, value in vars(_blank(outline.line_width * em * 100, color)).items():
        setattr(glyph, name, value.copy() if isinstance(value, np.ndarray | list) else value)
    glyph.set_points(outline.points * em)
    return glyph


@lru_cache(maxsize=256)
def _blank(stroke_width: float, color: ManimColor) -> VMobject:
    return VMobject(
        fill_color=color,
        fill_opacity=0.0 if stroke_width else 1.0,
        stroke_color=color,
        stroke_width=stroke_width,
    )


@lru_cache(maxsize=4096)
def _outlines(markup: str, font: str) -> tuple[_Outline, ...]:
    """Compile a source to outlines in em, their origin on the baseline at the left."""
    source = _TEMPLATE.format(em=_EM, font=font, mark=_MARK, markup=markup)
    try:
        svg = _compiler().compile(source.encode(), format="svg")
    except typst.TypstError as error:
        raise ValueError(f"Typst cannot set {markup!r}: {error}") from error
    shown = outlines(cast("bytes", svg))  # of one page, as it is as high as what stands on it
    origin = next((_corner(outline.points) for outline in shown if outline.fill == _MARK), None)
    shapes = [outline for outline in shown if outline.fill != _MARK]
    if origin is None or not shapes:
        raise ValueError(f"Typst set nothing visible for {markup!r}")
    flip = np.array([1.0, -1.0, 1.0]) / _EM
    return tuple(_Outline((shape.points - origin) * flip, shape.line_width / _EM, shape.label) for shape in shapes)


def _corner(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the lower left corner, y downwards."""
    return np.array([points[:, 0].min(), points[:, 1].max(), 0.0])


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(ignore_system_fonts=True)
