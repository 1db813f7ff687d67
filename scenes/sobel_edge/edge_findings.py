"""What is found on a pair of edge maps: the edge inside the image, what responds at its border, and the largest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from manim import DOWN, Circle, Group, ManimColor, VGroup

from convmath.convolution.border import WindowResponses
from convmath.core.provenance import Traced
from scenes.base.readout import Statement, nearly
from scenes.base.typesetting import Typeset, words
from scenes.mobjects.grids.panel import Panel
from scenes.sobel_edge.captions import NAMES
from scenes.sobel_edge.edge_study import EdgeStudy
from scenes.sobel_edge.tally import stacked

_STROKE, _RING_STROKE, _RADIUS = 3.5, 5, 0.2
_ABOVE = 0.42
"""How far above its map a heading stands, clear of a ring around a pixel of the topmost row."""
_MOST_RINGS, _MOST_LINES = 8, 2
_LINES = (2.0, 0.6, -0.8)
"""Baseline of the first line of each finding."""


@dataclass(frozen=True)
class Finding:
    """Marks on the two maps, and what they mark in words; `lasting` is whether the second map keeps its marks."""

    on_signed: VGroup = field(default_factory=VGroup)
    on_magnitude: VGroup = field(default_factory=VGroup)
    text: VGroup = field(default_factory=VGroup)
    lasting: bool = True


class Findings:
    """The findings on a signed map and on the map of magnitudes, where they stand, and the maps' headings and scales.

    Parameters
    ----------
    study
        The maps, and which of the windows leave the image.
    signed, magnitude
        The panels of the map that the strongest response across the border lies in, and of the magnitudes.
    left
        Where the text begins.
    """

    def __init__(self, study: EdgeStudy, signed: Panel, magnitude: Panel, *, left: float) -> None:
        self._study, self._theme, self._left = study, study.theme, left
        self._name = NAMES[study.border.value.component if study.border.value else study.axis]
        self.signed, self.magnitude = signed, magnitude
        self.headings = VGroup()
        for panel, text in ((signed, self._name), (magnitude, "magnitude")):
            heading = words(text, color=self._theme.ink).set_x(panel.get_x())
            self.headings.add(heading.set_baseline(panel.get_top()[1] + _ABOVE))
        width = magnitude.frame.width
        self.scales = VGroup(
            study.signed_scale(width).next_to(signed, DOWN, buff=0.3),
            study.magnitude_scale(width).next_to(magnitude, DOWN, buff=0.3),
        )
        self.all = tuple(self._findings())

    @property
    def passing(self) -> Group:
        """What leaves together with the signed map."""
        texts = [part for found in self.all for part in (found.on_signed, found.text)]
        marks = [found.on_magnitude for found in self.all if not found.lasting]
        return Group(self.signed, self.headings[0], self.scales[0], *texts, *marks)

    @property
    def lasting(self) -> VGroup:
        """The marks that stay on the map of magnitudes as long as its border responds so."""
        return VGroup(*(found.on_magnitude for found in self.all if found.lasting))

    def _findings(self) -> Iterator[Finding]:
        yield self._inside()
        if self._study.border.value is None:
            yield Finding(text=self._text(1, words("border: nothing", color=self._theme.ink)))
        else:
            yield self._at_border()
        if self._study.responses.value.louder_leaving:
            yield self._largest()

    def _inside(self) -> Finding:
        found = self._study.responses
        if not found.value.responding_inside:
            return Finding(text=self._text(0, words("inside: no edge", color=self._theme.ink)))
        mark = self.magnitude.picture.outline(
            found.value.peaks_inside, stroke_color=self._theme.ink, stroke_width=_STROKE
        )
        top = found.field("maximum_inside")
        lines = [Statement(f"edge inside: {nearly(top)}{{top}}", color=self._theme.ink, top=top)]
        where = lines_of_peaks(found)
        if where is not None:
            template = f"{where.noun} {{one}} and {{other}}" if len(where.places) > 1 else f"{where.noun} {{one}}"
            places: dict[str, Any] = dict(zip(("one", "other"), where.places))
            lines.append(Statement(template, color=self._theme.muted, **places))
        return Finding(on_magnitude=VGroup(mark), text=self._text(0, *lines), lasting=False)

    def _at_border(self) -> Finding:
        edge, found = self._study.border, self._study.border.value
        line = "column" if found.component == "gx" else "row"
        text = self._text(
            1,
            Statement(f"border: {self._name} = {{value}}", color=self._theme.wrong, value=edge.field("value")),
            Statement(f"{found.side} side, {line} {{at}}", color=self._theme.muted, at=edge.field(line)),
        )
        leaving = [leaving_outline(self._study, panel, self._theme.wrong) for panel in (self.signed, self.magnitude)]
        ring = self._ring(self.signed, found.row, found.column)
        return Finding(VGroup(leaving[0], ring), VGroup(leaving[1]), text)

    def _largest(self) -> Finding:
        maps = self._study.responses.field("maps")
        top, square, count = (maps.field(name) for name in ("maximum", "squared_maximum", "peak_count"))
        peaks = maps.value.peaks
        rings = VGroup(*(self._ring(self.magnitude, *peak) for peak in peaks if len(peaks) <= _MOST_RINGS))
        pixels = "pixel" if len(peaks) == 1 else "pixels"
        text = self._text(
            2,
            Statement("largest: √{square} = {top}", color=self._theme.wrong, square=square, top=top),
            Statement(f"at {{n}} border {pixels}", color=self._theme.muted, n=count),
        )
        return Finding(on_magnitude=rings, text=text)

    def _text(self, number: int, *lines: Typeset) -> VGroup:
        return stacked(*lines, left=self._left, top=_LINES[number])

    def _ring(self, panel: Panel, row: int, column: int) -> Circle:
        ring = Circle(radius=_RADIUS, stroke_color=self._theme.wrong, stroke_width=_RING_STROKE)
        return ring.move_to(panel.picture.centre_of(row, column))


class Peaks(NamedTuple):
    """The one or two lines of an image that hold its strongest responses: what they are called, and which they are."""

    noun: str
    places: Traced[tuple[int, ...]]


def lines_of_peaks(found: Traced[WindowResponses]) -> Peaks | None:
    """Return the columns, or else the rows, that hold all the strongest responses inside an image, if they are few."""
    for line in ("column", "row"):
        places = found.field(f"peak_{line}s")
        if 1 <= len(places) <= _MOST_LINES:
            return Peaks(line if len(places) == 1 else f"{line}s", places)
    return None


def leaving_outline(study: EdgeStudy, panel: Panel, color: ManimColor) -> VGroup:
    """Return the outline, on a panel of the image's size, of the responses whose windows leave the image."""
    return VGroup(panel.picture.outline(study.responses.value.leaving, stroke_color=color, stroke_width=_STROKE))
