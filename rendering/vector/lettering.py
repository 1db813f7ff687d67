"""Labels as outlines, set by Typst with its embedded fonts: no system font is used, no font has to be embedded."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import svgelements as se  # type: ignore[import-untyped]
import typst
from numpy.typing import NDArray

from rendering.core.units import CSS_DPI, POINTS_PER_INCH
from rendering.vector.vector_frame import Rgba, Subpath, VectorPath

ASCENT = 0.75
"""Room above the baseline, in em; below it is the rest of 1 em. Parentheses fill both."""
_EM = 10.0
"""Type size of the compiled source, in points; any would do, as outlines are returned in em."""
_EM_PIXELS = _EM * CSS_DPI / POINTS_PER_INCH
"""The same in CSS pixels, which is what a parsed SVG is measured in."""
_TEMPLATE = """\
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(size: {em}pt, font: "New Computer Modern", top-edge: {top}em, bottom-edge: -{bottom}em)
#strong({strong})#{plain}
"""


@dataclass(frozen=True, eq=False)
class Lettering:
    """A line of text as outlines, in em: it begins at x = 0 with its baseline at y = 0, and is `width` wide."""

    outlines: tuple[tuple[Subpath, ...], ...]
    width: float

    def at(self, x: float, y: float, size: float, colour: Rgba) -> tuple[VectorPath, ...]:
        """Return the shapes where the text begins at (x, y) on its baseline and 1 em is `size`."""
        place = np.array([x, y])
        return tuple(
            VectorPath(tuple(Subpath(part.points * size + place, part.closed) for part in outline), fill=colour)
            for outline in self.outlines
        )


def typeset(strong: str, plain: str) -> Lettering:
    """Return a line of text in two parts, the first in bold, as outlines.

    Examples
    --------
    >>> typeset("(a)", " first sum").width > typeset("(a)", "").width
    True
    """
    source = _TEMPLATE.format(
        em=_EM, top=ASCENT, bottom=round(1 - ASCENT, 6), strong=_quoted(strong), plain=_quoted(plain)
    )
    svg = se.SVG.parse(io.BytesIO(_compiled(source)))
    baseline = np.array([0.0, ASCENT])
    outlines = (
        tuple(Subpath(points / _EM_PIXELS - baseline, closed=True) for points in _contours(element))
        for element in svg.elements()
        if isinstance(element, se.Path)
    )
    return Lettering(tuple(outline for outline in outlines if outline), float(svg.width) / _EM_PIXELS)


def _quoted(text: str) -> str:
    """Return a text as a Typst string, on one line."""
    return '"' + " ".join(text.split("\n")).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _contours(path: Iterable[se.PathSegment]) -> Iterator[NDArray[np.float64]]:
    """Yield the points of each closed part of a parsed path, as cubic curves."""
    points: list[complex] = []
    for segment in path:
        if isinstance(segment, se.Move):
            if len(points) > 1:
                yield _xy(points)
            points = [complex(segment.end)]
        elif isinstance(segment, se.CubicBezier):
            points += [complex(segment.control1), complex(segment.control2), complex(segment.end)]
        elif isinstance(segment, se.QuadraticBezier):
            start, handle, end = points[-1], complex(segment.control), complex(segment.end)
            points += [(start + 2 * handle) / 3, (end + 2 * handle) / 3, end]
        elif isinstance(segment, se.Line):
            start, end = points[-1], complex(segment.end)
            points += [(2 * start + end) / 3, (start + 2 * end) / 3, end]
    if len(points) > 1:
        yield _xy(points)


def _xy(points: list[complex]) -> NDArray[np.float64]:
    numbers = np.array(points)
    return np.stack([numbers.real, numbers.imag], axis=1)


def _compiled(source: str) -> bytes:
    page = _compiler().compile(source.encode(), format="svg")
    if not isinstance(page, bytes):
        raise TypeError("Typst returned several pages instead of one")
    return page


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(ignore_system_fonts=True)
