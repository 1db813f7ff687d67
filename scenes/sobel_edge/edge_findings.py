"""What is found on a pair of edge maps: the true edge, the responses that padding made, and the largest of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from manim import DOWN, Circle, Group, ManimColor, VGroup

from scenes.base.readout import Statement, equality
from scenes.base.typesetting import Typeset, words
from scenes.mobjects.grids.panel import Panel
from scenes.sobel_edge.edge_study import EdgeStudy
from scenes.sobel_edge.tally import stacked

_STROKE, _RING_STROKE, _RADIUS = 3.5, 5, 0.2
_MOST_RINGS = 8
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
        The maps, and which responses are owed to the padding.
    signed, magnitude
        The panels of the map that the strongest false edge lies in, and of the magnitudes.
    left
        Where the text begins.
    """

    def __init__(self, study: EdgeStudy, signed: Panel, magnitude: Panel, *, left: float) -> None:
        self._study, self._theme, self._left = study, study.theme, left
        self._name = "$G_y$" if study.false_component == "gy" else "$G_x$"
        self.signed, self.magnitude = signed, magnitude
        self.headings = VGroup()
        for panel, text in ((signed, self._name), (magnitude, "magnitude")):
            heading = words(text, color=self._theme.ink).set_x(panel.get_x())
            self.headings.add(heading.set_baseline(panel.get_top()[1] + 0.25))
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
        """The marks that stay on the map of magnitudes as long as its false edges do."""
        return VGroup(*(found.on_magnitude for found in self.all if found.lasting))

    def _findings(self) -> Iterator[Finding]:
        yield self._true_edge()
        if self._study.false_edge.value is None:
            yield Finding(text=self._text(1, words("no false edge", color=self._theme.ink)))
        else:
            yield self._false_edge()
        if self._study.responses.value.raises_maximum:
            yield self._largest()

    def _true_edge(self) -> Finding:
        extended = self._study.responses.field("extended")
        columns = extended.field("peak_columns")
        if not columns.value:
            return Finding(text=self._text(0, words("no true edge", color=self._theme.ink)))
        mark = self.magnitude.picture.outline(
            extended.value.at_peak, stroke_color=self._theme.ink, stroke_width=_STROKE
        )
        lines = [Statement("true edge: {top}", color=self._theme.ink, top=extended.field("maximum"))]
        if len(columns) == 1:
            lines.append(Statement("column {only}", color=self._theme.muted, only=columns[0]))
        elif len(columns) == 2:
            lines.append(
                Statement("columns {one} and {other}", color=self._theme.muted, one=columns[0], other=columns[1])
            )
        return Finding(on_magnitude=VGroup(mark), text=self._text(0, *lines), lasting=False)

    def _false_edge(self) -> Finding:
        edge, found = self._study.false_edge, self._study.false_edge.value
        line = "column" if found.component == "gx" else "row"
        text = self._text(
            1,
            Statement(f"false edge: {self._name} = {{value}}", color=self._theme.wrong, value=edge.field("value")),
            Statement(f"{found.side} border, {line} {{at}}", color=self._theme.muted, at=edge.field(line)),
        )
        altered = [altered_outline(self._study, panel, self._theme.wrong) for panel in (self.signed, self.magnitude)]
        ring = self._ring(self.signed, found.row, found.column)
        return Finding(VGroup(altered[0], ring), VGroup(altered[1]), text)

    def _largest(self) -> Finding:
        padded = self._study.responses.field("padded")
        top, square, count = (padded.field(name) for name in ("maximum", "squared_maximum", "peak_count"))
        peaks = padded.value.peaks
        rings = VGroup(*(self._ring(self.magnitude, *peak) for peak in peaks if len(peaks) <= _MOST_RINGS))
        sign = equality(square, top)
        pixels = "pixel" if len(peaks) == 1 else "pixels"
        text = self._text(
            2,
            Statement(f"largest: √{{square}} {sign} {{top}}", color=self._theme.wrong, square=square, top=top),
            Statement(f"at {{n}} border {pixels}", color=self._theme.muted, n=count),
        )
        return Finding(on_magnitude=rings, text=text)

    def _text(self, number: int, *lines: Typeset) -> VGroup:
        return stacked(*lines, left=self._left, top=_LINES[number])

    def _ring(self, panel: Panel, row: int, column: int) -> Circle:
        ring = Circle(radius=_RADIUS, stroke_color=self._theme.wrong, stroke_width=_RING_STROKE)
        return ring.move_to(panel.picture.centre_of(row, column))


def altered_outline(study: EdgeStudy, panel: Panel, color: ManimColor) -> VGroup:
    """Return the outline, on a panel of the image's size, of the responses that the padding altered."""
    return VGroup(panel.picture.outline(study.responses.value.altered, stroke_color=color, stroke_width=_STROKE))
