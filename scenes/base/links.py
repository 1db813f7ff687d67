"""What depends on what: the parts of a picture that a reader may point at, and what each was computed from.

A scene says so with `LectureScene.link`, from what `convmath` tells: the window under an output, the lines of a node,
the cone of a unit, the row of a matrix. An interactive figure lights those parts up; nothing on the stage changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

import numpy as np
from manim import Mobject

from convmath.convolution.geometry import Geometry
from convmath.convolution.padding import pad
from convmath.convolution.windows import WindowStep
from convmath.core.facts import Name
from convmath.core.numerals import SUMS, WEIGHTS, form_of
from convmath.core.provenance import Traced
from scenes.base.descriptions import Phrase, phrase
from scenes.base.ledger import visible_figures
from scenes.base.readout import Source, Sourced, format_value


@dataclass(frozen=True, eq=False)
class Link:
    """One part of a picture, and what it was computed from.

    Parameters
    ----------
    part
        The mobject that is the part, such as a cell.
    origins
        What it was computed from: mobjects, and the cells of lattices.
    words
        Returns what the part says of itself; asked for only where a figure is made.
    """

    part: Mobject
    origins: tuple[Mobject | PointableCell, ...] = ()
    words: Callable[[], Phrase] | None = None


@dataclass(frozen=True, eq=False)
class PointableCells:
    """The cells of a map or grid that is drawn as one mobject, to be pointed at one by one.

    Parameters
    ----------
    anchor
        The mobject; its cells can be pointed at while it is drawn.
    size
        Rows and columns.
    place
        Returns where the corners stand now, clockwise from the upper left, shape (4, 3).
    values
        Traced, of that size: the numbers of the cells, if they have some.
    read
        Given row and column, returns what the cell was computed from: mobjects, and `PointableCell`s.
    lines
        Whether a cell is joined with what it was computed from by lines.
    """

    anchor: Mobject
    size: tuple[int, int]
    place: Callable[[], Any]
    values: Traced[Any] | None = None
    read: Callable[[int, int], Iterable[Any]] | None = None
    lines: bool = False

    @classmethod
    def of_map(cls, picture: Any, read: Callable[[int, int], Iterable[Any]] | None = None) -> PointableCells:
        """Return the cells of a `scenes.mobjects.grids.grid.PixelMap`."""
        rows, cols = picture.rows, picture.cols

        def corners() -> Any:
            return np.array([picture.corner_of(*at) for at in ((0, 0), (0, cols), (rows, cols), (rows, 0))])

        return cls(picture, (rows, cols), corners, picture.values, read)

    def __getitem__(self, index: tuple[int, int]) -> PointableCell:
        """Return a cell, zero-based."""
        return PointableCell(self, *index)

    def corners(self) -> Any:
        """Return where the corners stand now, clockwise from the upper left, shape (4, 3)."""
        return np.asarray(self.place(), dtype=float)

    def texts(self) -> list[str]:
        """Return the number of each cell, row by row."""
        return [] if self.values is None else [format_value(value) for value in np.ravel(self.values.value).tolist()]

    def source(self) -> dict[str, Any]:
        """Return where the numbers come from."""
        return {} if self.values is None else provenance_with_doc(self.values)

    def origins(self) -> list[list[Any]]:
        """Return for each cell, row by row, what it was computed from."""
        rows, cols = self.size
        read = self.read or (lambda row, col: ())  # noqa: ARG005
        return [list(read(row, col)) for row in range(rows) for col in range(cols)]


class PointableCell(NamedTuple):
    """A cell of a lattice."""

    lattice: PointableCells
    row: int
    col: int


def window_on(
    geometry: Geometry, *lattices: PointableCells, padding_mode: str = "zero", beside: Iterable[Mobject] = ()
) -> Callable[[int, int], list[Any]]:
    """Return what tells, for an output's row and column, the cells under its window, and what else goes into it.

    Parameters
    ----------
    geometry
        Where the windows stand.
    *lattices
        What they stand on.
    padding_mode
        What padding holds: cells of the image, or zeros, which are no cells.
    beside
        What goes into every output, such as the weights.
    """
    columns = geometry.input_size[1]
    numbers = pad(
        np.arange(1, prod(geometry.input_size) + 1).reshape(geometry.input_size),
        geometry.padding,
        padding_mode=padding_mode,
    )
    (top, _), (left, _) = geometry.padding

    def read(row: int, col: int) -> list[Any]:
        rows, cols = (geometry.axis_taps(axis, place) for axis, place in enumerate((row, col)))
        found = [int(numbers[down + top, across + left]) for down in rows for across in cols]
        places = [divmod(number - 1, columns) for number in found if number]
        return [*(lattice[place] for lattice in lattices for place in places), *beside]

    return read


def elements_on_stage(
    mobjects: Iterable[Mobject], links: Iterable[Link], lattices: Iterable[PointableCells]
) -> Iterator[dict[str, Any]]:
    """Yield what can be pointed at, as `rendering` reads it: linked parts, cells, and every number beside them."""
    yield from ({"mobject": lattice.anchor, "lattice": lattice} for lattice in lattices)
    parts: dict[int, dict[str, Any]] = {}
    for link in links:
        told = parts.setdefault(id(link.part), {"mobject": link.part})
        told["origins"] = (*told.get("origins", ()), *link.origins)
        if link.words is not None:
            told["words"] = link.words().text
        for origin in (each for each in link.origins if isinstance(each, Mobject)):
            parts.setdefault(id(origin), {"mobject": origin})
    covered: set[int] = set()
    for told in parts.values():
        numbers = [member for member in told["mobject"].get_family() if isinstance(member, Sourced)]
        covered |= {id(number) for number in numbers}
        if len(numbers) == 1:
            told |= _number(numbers[0])
        yield told
    for figure in visible_figures(mobjects):
        if id(figure) not in covered:
            yield {"mobject": figure, **_number(figure)}


def _number(figure: Sourced) -> dict[str, Any]:
    return {"number": figure, "text": figure.text, "source": provenance_with_doc(figure.source)}


def provenance_with_doc(source: Source) -> dict[str, Any]:
    """Return where a number comes from, and the first line of its function's docstring; without the number itself."""
    if isinstance(source, Name):
        return {"name": source.text, "citation": source.source}
    return {**source.provenance, "doc": source.doc}


def sum_in_words(step: Traced[WindowStep], total: Traced[Any]) -> Phrase:
    """Return the sum of a window's products: each pixel times its weight, and what they add up to.

    Parameters
    ----------
    step
        A traced step of a `convmath.convolution.windows.Trace`, of one channel or several.
    total
        What the products add up to.
    """
    patch, kernel = step.field("patch"), step.field("kernel")
    sources: dict[str, Any] = {"total": total}
    fraction = "/" if form_of(kernel.value.ravel(), fractions_from=WEIGHTS) == "/" else ""
    terms = []
    for tap, place in enumerate(np.ndindex(kernel.value.shape)):
        sources |= {f"x{tap}": patch[place], f"w{tap}": kernel[place]}
        terms.append(
            " × ".join(_bracketed(sources, name, form) for name, form in ((f"x{tap}", ""), (f"w{tap}", fraction)))
        )
    form = "/" if fraction and form_of([total.value], fractions_from=SUMS) == "/" else ""
    return phrase(" + ".join(terms) + f" = {{total:{form}}}", **sources)


def _bracketed(sources: dict[str, Any], name: str, form: str) -> str:
    return f"({{{name}:{form}}})" if sources[name].value < 0 else f"{{{name}:{form}}}"
