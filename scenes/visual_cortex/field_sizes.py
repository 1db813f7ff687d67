"""Receptive fields of growing size over one picture, each joined by a line to what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    DEGREES,
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    Circle,
    Create,
    FadeIn,
    Line,
    ManimColor,
    Square,
    TransformFromCopy,
    VGroup,
    VMobject,
)
from numpy.typing import NDArray

from convmath.core.facts import IT
from convmath.core.provenance import Traced, traced
from convmath.cortex.field_spread import photograph_span, sizes_in_it, spread
from convmath.cortex.ventral_stream import TRIPP_2019, Area
from convmath.networks.published import Network
from convmath.networks.receptive_field import LayerField
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, SMALLEST
from scenes.mobjects.grids.panel import Panel

DEGREES_ACROSS = photograph_span()

GAZE = -2.5
"""Where the centre of gaze lies on it, in degrees to the right of its middle."""

_LEADER = 0.5
_GAP = 0.15
_LEAST_SPACE = 0.2


class FieldSizes(VGroup):
    """Outlines from small to large, and to the right of the picture a row of text for each.

    Parameters
    ----------
    outlines
        The fields, in their places on the picture.
    rows
        The texts for each; each a group whose first member the line leads to.
    picture
        The picture. The rows are spread over its height, or further down if they need more.
    angles
        At which point of each outline its line begins, in degrees anticlockwise from the right.
    color
        Colour of the lines.
    """

    def __init__(
        self,
        outlines: Sequence[VMobject],
        rows: Sequence[VMobject],
        *,
        picture: Panel,
        angles: Sequence[float],
        color: ManimColor,
    ) -> None:
        self.outlines = VGroup(*outlines)
        self.rows = VGroup(*rows)
        self.leaders = VGroup()
        space = (picture.frame.height - sum(row.height for row in rows)) / (len(rows) - 1)
        self.rows.arrange(DOWN, buff=max(space, _LEAST_SPACE), aligned_edge=LEFT)
        self.rows.next_to(picture.frame, RIGHT, buff=_LEADER + _GAP).align_to(picture.frame, UP)
        for outline, row, angle in zip(outlines, rows, angles):
            end = row[0].get_left() + _GAP * LEFT
            self.leaders.add(Line(_border(outline, angle), end, color=color, stroke_width=2))
        super().__init__(self.leaders, self.outlines, self.rows)

    def grow(self, index: int, *, run_time: float) -> Animation:
        """Return the animation in which the field `index` grows out of the one before it and gets its row."""
        outline = self.outlines[index]
        growth = TransformFromCopy(self.outlines[index - 1], outline) if index else FadeIn(outline, scale=0.3)
        said = FadeIn(self.rows[index], shift=0.15 * RIGHT)
        return AnimationGroup(growth, Create(self.leaders[index]), said, lag_ratio=0.35, run_time=run_time)


def cortical_fields(areas: Traced[tuple[Area, ...]], photo: Panel, *, theme: Theme) -> FieldSizes:
    """Return the receptive fields of cortical areas over a photograph that spans `DEGREES_ACROSS`.

    Those mapped away from the centre of gaze share a centre at that eccentricity; one that wasn't takes in the centre
    of gaze.
    """
    degree = photo.frame.width / DEGREES_ACROSS
    outlines, rows = [], []
    for area in areas:
        away = area.value.eccentricity_deg
        color = theme.kernel if away else theme.dense
        outline = Circle(area.value.diameter_deg * degree / 2, color=color, stroke_width=5)
        outlines.append(outline.move_to(photo.get_center() + degree * (GAZE + away if away else 0.0) * RIGHT))
        rows.append(_row(area, theme))
    return FieldSizes(outlines, rows, picture=photo, angles=(70, 25, -15, -40), color=theme.muted)


def _row(area: Traced[Area], theme: Theme) -> VGroup:
    """Return an area's name, how wide its fields are, and who says so; of IT how far the studies differ."""
    name, wide = area.value.name, area.field("diameter_deg")
    cited = [source for source in area.value.sources if source is not TRIPP_2019]
    lines: list[VMobject] = []
    if name is IT:
        reports = traced(sizes_in_it)
        reported, cited = traced(spread, reports), [report.source for report in reports.value]
        ends: dict[str, Any] = {"low": reported.field("low_deg"), "high": reported.field("high_deg")}
        lines.append(Statement("{area}  {low}° to {high}°", color=theme.ink, size=CELL, area=name, **ends))
        lines.append(Statement("(the circle: {wide}°)", color=theme.muted, size=SMALLEST, wide=wide))
    else:
        lines.append(Statement("{area}  about {wide}°", color=theme.ink, size=CELL, area=name, wide=wide))
    lines += [Readout(source, color=theme.muted, size=SMALLEST) for source in cited]
    return VGroup(*lines).arrange(DOWN, buff=0.1, aligned_edge=LEFT)


def span_of(photo: Panel, theme: Theme) -> Statement:
    """Return what stands under the photograph: how much of the visual field it is taken to span."""
    said = Statement("the photograph spans {n}°", color=theme.muted, size=SMALLEST, n=traced(photograph_span))
    said.next_to(photo, DOWN, buff=0.2)
    return said


def gaze_mark(photo: Panel, theme: Theme) -> VGroup:
    """Return a cross at the centre of gaze on the photograph."""
    gaze = photo.get_center() + photo.frame.width / DEGREES_ACROSS * GAZE * RIGHT
    arms = (Line(gaze - 0.13 * arm, gaze + 0.13 * arm, color=theme.accent, stroke_width=5) for arm in (UP, RIGHT))
    return VGroup(*arms)


def fields_by_stage(
    stages: Traced[tuple[LayerField, ...]], network: Traced[Network], photo: Panel, *, theme: Theme
) -> FieldSizes:
    """Return a network's receptive fields after each stage, over the photograph taken as its input image."""
    pixel = photo.frame.width / network.value.input_shape[-1]
    outlines, rows = [], []
    for stage in stages:
        size = stage.field("state").field("size")[0]
        outlines.append(Square(size.value * pixel, color=theme.kernel, stroke_width=4).move_to(photo.get_center()))
        rows.append(VGroup(Readout(size, color=theme.ink, size=SMALLEST, suffix=" px")))
    return FieldSizes(outlines, rows, picture=photo, angles=(60, 40, 15, -10, -30), color=theme.muted)


def _border(outline: VMobject, angle: float) -> NDArray[np.float64]:
    """Return the outline's point towards `angle`."""
    direction = np.array([np.cos(angle * DEGREES), np.sin(angle * DEGREES), 0.0])
    if isinstance(outline, Square):
        direction /= np.abs(direction).max()
    return np.asarray(outline.get_center() + outline.width / 2 * direction)
