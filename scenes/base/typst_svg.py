"""Read the SVG that Typst writes: glyphs by reference, rules and marks, in nested groups.

A general reader of SVG takes three times as long as Typst itself; this one knows just what Typst writes, and parses
each glyph once, however many texts it stands in.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import svgelements as se  # type: ignore[import-untyped]
from numpy.typing import NDArray

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_LABEL = "data-typst-label"
_COMMAND = re.compile(r"([A-DF-Za-df-z])([^A-DF-Za-df-z]*)")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_OPERANDS = {"m": 2, "l": 2, "h": 1, "v": 1, "q": 4, "c": 6, "z": 0}
_QUADRATIC, _CUBIC = 4, 6
_CLOSED = 1e-4
"""What is no farther from its start needs no line to close it."""
_Point = complex


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
    """Return a path's Bézier curves as Manim's own reader of SVG does, shape (4 n, 3).

    Raises
    ------
    ValueError
        If Typst drew with a command other than those that it writes for glyphs and rules.
    """
    pen, start = _Point(0.0, 0.0), _Point(0.0, 0.0)
    curves: list[tuple[float, float, float]] = []

    def curve(one: _Point, other: _Point, end: _Point) -> None:
        nonlocal pen
        curves.extend((point.real, point.imag, 0.0) for point in (pen, one, other, end))
        pen = end

    def line(end: _Point) -> None:
        curve(_third(pen, pen, end), _third(pen, end, end), end)

    for letter, written in _COMMAND.findall(drawing):
        if letter.lower() not in _OPERANDS:
            raise ValueError(f"Typst wrote the path command {letter}, which is not read here")
        count, numbers = _OPERANDS[letter.lower()], list(map(float, _NUMBER.findall(written)))
        if letter in "Zz":
            if abs(pen - start) > _CLOSED:
                line(start)
            pen = start
        for first in range(0, len(numbers), count or 1):
            ends = _ends(letter, numbers[first : first + count], pen)
            if letter in "Mm" and not first:
                pen = start = ends[0]
            elif count == _CUBIC:
                curve(*ends)
            elif count == _QUADRATIC:
                curve(_third(pen, ends[0], ends[0]), _third(ends[0], ends[0], ends[1]), ends[1])
            else:
                line(ends[0])
    return np.array(curves).reshape(-1, 3)


def _ends(letter: str, numbers: list[float], pen: _Point) -> list[_Point]:
    """Return the points that a command names."""
    here = pen if letter.islower() else _Point(0.0, 0.0)
    if letter in "Hh":
        return [_Point(here.real + numbers[0], pen.imag)]
    if letter in "Vv":
        return [_Point(pen.real, here.imag + numbers[0])]
    return [_Point(here.real + x, here.imag + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]


def _third(one: _Point, two: _Point, three: _Point) -> _Point:
    return _Point((one.real + two.real + three.real) / 3, (one.imag + two.imag + three.imag) / 3)


@lru_cache(maxsize=1024)
def _matrix(transform: str) -> NDArray[np.float64]:
    matrix = se.Matrix(transform)
    return np.array([[matrix.a, matrix.c, matrix.e], [matrix.b, matrix.d, matrix.f], [0.0, 0.0, 1.0]])


def _shifted(x: float, y: float) -> NDArray[np.float64]:
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])
