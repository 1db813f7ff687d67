"""Read the SVG that Typst writes: glyphs by reference, rules and marks, in nested groups.

A general reader of SVG takes three times as long as Typst itself; this one knows just what Typst writes, and parses
each glyph once, however many texts it stands in.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import svgelements as se
from manim.mobject.svg.svg_mobject import VMobjectFromSVGPath
from numpy.typing import NDArray

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_LABEL = "data-typst-label"


@dataclass(frozen=True)
class Outline:
    """One glyph or rule.

    Parameters
    ----------
    points
        Of its Bézier curves, shape (4 n, 3), in points from the page's upper left corner, y downwards.
    fill
        The colour it is filled with, as written.
    line_width
        The width of its line in points; 0 where it has none.
    label
        The label of the innermost labelled box it stands in.
    """

    points: NDArray[np.float64]
    fill: str
    line_width: float
    label: str | None


def outlines(svg: bytes) -> list[Outline]:
    """Return what a page shows, in the order of drawing."""
    page = ET.fromstring(svg)  # noqa: S314 - Typst's own, made in this process
    glyphs = {symbol.get("id", ""): symbol[0].get("d", "") for symbol in page.iter(f"{_SVG}symbol")}
    return list(_drawn(page, glyphs, np.eye(3), None))


def _drawn(
    group: ET.Element, glyphs: dict[str, str], matrix: NDArray[np.float64], label: str | None
) -> Iterator[Outline]:
    for element in group:
        name = element.tag.removeprefix(_SVG)
        inner = matrix @ _matrix(element.get("transform", ""))
        if name == "g":
            yield from _drawn(element, glyphs, inner, element.get(_LABEL, label))
        elif name == "use":
            inner = inner @ _shifted(float(element.get("x", 0)), float(element.get("y", 0)))
            yield from _outline(glyphs[element.get(_LINK, "#")[1:]], element, inner, label)
        elif name == "path":
            yield from _outline(element.get("d", ""), element, inner, label)
        elif name != "defs":
            raise ValueError(f"Typst wrote <{name}>, which is not drawn here")


def _outline(drawing: str, element: ET.Element, matrix: NDArray[np.float64], label: str | None) -> Iterator[Outline]:
    points = _points(drawing)
    if len(points):
        has_line = element.get("stroke", "none") != "none"
        line_width = float(element.get("stroke-width", 1)) if has_line else 0.0
        flat = np.column_stack([points[:, :2], np.ones(len(points))]) @ matrix.T
        flat[:, 2] = 0.0
        yield Outline(flat, element.get("fill", ""), line_width, label)


@lru_cache(maxsize=1024)
def _points(drawing: str) -> NDArray[np.float64]:
    path = VMobjectFromSVGPath(se.Path(drawing), should_subdivide_sharp_curves=True, should_remove_null_curves=True)
    points: NDArray[np.float64] = path.points
    return points


@lru_cache(maxsize=1024)
def _matrix(transform: str) -> NDArray[np.float64]:
    matrix = se.Matrix(transform)
    return np.array([[matrix.a, matrix.c, matrix.e], [matrix.b, matrix.d, matrix.f], [0.0, 0.0, 1.0]])


def _shifted(x: float, y: float) -> NDArray[np.float64]:
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])
