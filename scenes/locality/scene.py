"""Neighbouring pixels are alike, distant ones less, each image in its own way; in noise none are."""

from __future__ import annotations

from typing import Any

from manim import (
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ManimColor,
    ReplacementTransform,
    VGroup,
    linear,
)

from convmath.core.provenance import Traced, traced
from convmath.images.resampling import part_around, quantise
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import RUNNING_LINE, LectureScene
from scenes.locality import statements
from scenes.locality.close_up import CloseUp
from scenes.locality.correlation_plot import CorrelationPlot, dashed
from scenes.locality.curve_comparison import CurveComparison
from scenes.locality.distance_tally import DistanceTally
from scenes.locality.gap import Gap
from scenes.locality.narration import NARRATIONS, ON_A_PHOTOGRAPH
from scenes.locality.parameters import EXAMPLES, NOISE, PHOTOGRAPH, LocalityParameters
from scenes.locality.words import NAMED, describe
from scenes.mobjects.charts.cloud import Cloud
from scenes.mobjects.charts.plot import Curve
from scenes.mobjects.grids.panel import Panel, sides_in_pixels

LEFT_EDGE, RIGHT_EDGE = -6.5, 6.5
TALL, WIDEST, SQUARE, BETWEEN = 5.6, 6.0, 4.9, 1.5
"""Of two things side by side: most height and width of the image, side of the cloud, room between."""

MIDDLE, UNDER_TITLE = 0.3, -0.1
SMALL, ROW, CLOUD_AT, PLOT = 4.0, 0.45, 0.0, 3.65
"""Of three: the longer side, the height of the middles, where the cloud has its own, and the width of the plot."""

PATCH, CELL, GREYS = 6, 0.9, 256

STOPS = 5
"""At how many distances the dots stand exactly, while the gap opens."""

LEAVES, NOTICEABLY = ": the dots leave the diagonal", 0.05
BESIDE = {
    NOISE: ("Beside it noise: each pixel drawn for itself.", "Here the nearest pixel tells as little as the farthest."),
    PHOTOGRAPH: ("Beside the noise a photograph.", "Here the nearest pixels are almost alike."),
}
"""What is said of the image that the first is compared with, and what of its curve."""


class Locality(LectureScene):
    """A pair of pixels becomes a dot, many a cloud; the cloud widens as the pair parts, and a curve is drawn of it."""

    title = "Neighbours agree"
    summary = "How much a pixel tells of another falls with their distance, in every photograph in its own way."
    Parameters = LocalityParameters
    examples = EXAMPLES
    gif_beats = ("gap",)
    narrations = NARRATIONS

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Show a pair, the cloud of many, how both widen, and how other images compare."""
        given = self.parameters
        self.image, self.sample = given.traced_image(), given.traced_sample(given.image)
        self.curve, self.other = given.traced_curve(given.image), given.traced_curve(given.other)
        self.partner = statements.PARTNERS[given.direction]
        self.show_pair()
        self.show_neighbours()
        self.move_apart()
        self.set_side_by_side()
        self.open_gap()
        self.show_other()
        self.compare_photographs()

    def show_pair(self) -> None:
        """Find one pair in the image, and show what the two hold."""
        theme, step = self.theme, self.parameters.step
        row, col = (self.sample.field(name)[0] for name in ("rows", "columns"))
        with self.beat("pair", "Take any pixel of an image, and the one beside it."):
            self.show_title()
            self.photo = self.panel(self.image, UNDER_TITLE)
            size = sides_in_pixels(self.image, theme=theme)
            self.on_running_line(size, self.photo.get_left()[0])
            self.play(FadeIn(self.photo, scale=0.95), FadeIn(size), run_time=0.8)
            part = traced(part_around, self.image, row=row, column=col, side=PATCH)
            greys = traced(quantise, part.field("pixels"), levels=GREYS)
            closeup = CloseUp(greys, part.value, self.photo.picture, cell=CELL, theme=theme)
            closeup.move_grid([self.photo.get_right()[0] + BETWEEN + closeup.grid.width / 2, UNDER_TITLE, 0])
            self.play(FadeIn(closeup.spot, scale=3), run_time=0.6)
            self.play(closeup.open(run_time=1.2))
            own = (row.value - part.value.top, col.value - part.value.left)
            partner = (own[0] + step["rows"], own[1] + step["columns"])
            line = statements.of_pair(greys[own], greys[partner], self.parameters.direction, theme=theme)
            left = max(size.get_right()[0] + 0.5, closeup.grid.get_left()[0])
            self.play(Create(closeup.ring(own, partner)), *self.show_line(line, left), run_time=0.9)
            self.wait(1.4)
        self.gap = Gap(self.photo.picture, (row.value, col.value), (step["rows"], step["columns"]), theme=theme)

    def show_neighbours(self) -> None:
        """Make a dot of each pair: alike ones lie on the diagonal."""
        theme = self.theme
        pairs = statements.pairs_and_correlation(self.parameters, self.curve)
        with self.beat("neighbours", "Each pair becomes a dot: one pixel across, its neighbour upward.", **pairs):
            self.cloud = Cloud(self.sample, side=SQUARE, theme=theme, color=theme.output, partner=self.partner)
            left = self.photo.get_right()[0] + BETWEEN
            self.cloud.shift([left - self.cloud.square.get_left()[0], MIDDLE - self.cloud.square.get_y(), 0])
            staying = self.photo.animate.set_y(MIDDLE)
            self.play(*self.all_leave_but(self.photo), staying, run_time=0.6)
            self.line = None
            self.gap.set_distance(1)
            self.play(FadeIn(self.gap, self.cloud.frame, self.cloud.labels), run_time=0.7)
            self.play(self.cloud.arrive(self.photo.picture, run_time=3))
            self.add(self.cloud)
            line = statements.of_neighbours(pairs, theme=theme)
            drawn = statements.of_sample(self.sample, theme=theme)
            self.play(*self.show_line(line, self.photo.get_left()[0]), run_time=0.6)
            drawn.set_baseline(line.baseline).align_to(self.cloud.square, RIGHT)
            self.play(FadeIn(drawn), run_time=0.4)
            self.wait(1.5)
        self.drawn = drawn

    def move_apart(self) -> None:
        """Let the second pixel of each pair stand far away."""
        far, (near, *_, last) = self.curve.value.distances[-1], self.curve.value.correlations
        leaves = LEAVES if last < near - NOTICEABLY else ""
        with self.beat("apart", f"Now the second pixel moves away{leaves}.", **statements.farthest(self.curve)):
            line = statements.of_farthest(self.curve, theme=self.theme)
            self.play(*self.clear_line(), FadeOut(self.drawn), run_time=0.4)
            self.play(self.gap.open(1, far, run_time=3.6), self.cloud.part(0, 1, run_time=3.6, stops=2))
            self.wait_for("far")
            self.play(*self.show_line(line, self.photo.get_left()[0]), run_time=0.6)
            self.wait(1.6)

    def set_side_by_side(self) -> None:
        """Close the gap, and make room for a plot."""
        with self.beat("together", "Back side by side; to the right is room for a curve of all the distances."):
            self.plot = CorrelationPlot([self.curve, self.other], width=PLOT, height=SMALL, theme=self.theme)
            axes = self.plot.axes
            self.plot.shift([RIGHT_EDGE - 0.1 - axes.get_right()[0], ROW - axes[0].get_y(), 0])
            leaving = [*self.clear_line(), FadeOut(self.cloud.labels, self.gap)]
            self.play(*leaving, self.cloud.part(1, 0, run_time=0.9, stops=2), run_time=0.9)
            self.rearrange()
            self.tally = self.tally_of(self.curve, color=self.theme.output)
            self.play(FadeIn(self.plot, self.cloud.labels, self.gap, self.tally), run_time=0.6)
            self.wait(0.8)

    def open_gap(self) -> None:
        """Draw the correlation as the gap opens once more."""
        with self.beat("gap", "As the gap opens, the correlation draws its curve."):
            self.drawn_curve = self.plot.curve(self.curve, color=self.theme.output)
            if self.parameters.image == NOISE:
                dashed(self.drawn_curve)
            self.widen(self.curve, self.drawn_curve, run_time=4.4)
            self.wait(1.4)

    def rearrange(self) -> None:
        """Make room for the plot: the image and the cloud become smaller."""
        frame = self.photo.frame
        half = SMALL * frame.width / max(frame.width, frame.height) / 2
        self.play(
            self.photo.onto((LEFT_EDGE + half) * RIGHT + ROW * UP, SMALL),
            *self.cloud.onto(CLOUD_AT * RIGHT + ROW * UP, SMALL, run_time=0.9),
            run_time=0.9,
        )
        self.cloud.labels.become(self.cloud.label(self.partner))
        self.gap.set_distance(1)

    def tally_of(self, curve: Traced[Any], *, color: ManimColor) -> DistanceTally:
        """Return the numbers that run as the gap opens."""
        return DistanceTally(curve, colors=(self.theme.ink, color), place=(LEFT_EDGE, RUNNING_LINE))

    def widen(self, curve: Traced[Any], drawn: Curve, *, run_time: float) -> None:
        """Open the gap, widen the cloud, draw the curve and let the numbers run, all at one pace."""
        self.play(
            drawn.trace(run_time=run_time),
            self.gap.open(1, len(curve.value), run_time=run_time, rate_func=linear),
            self.cloud.part(0, 1, run_time=run_time, stops=STOPS, rate_func=linear),
            *self.tally.count(run_time=run_time),
        )

    def show_other(self) -> None:
        """Do the same with noise (or, if noise is the image, with a photograph)."""
        theme, given = self.theme, self.parameters
        said = NARRATIONS["beside"] if given.other == NOISE else ON_A_PHOTOGRAPH
        with self.beat("beside", BESIDE[given.other][0], said, **statements.range_of(self.other)):
            panel = self.panel(given.traced_image(given.other), ROW, side=SMALL)
            self.play(FadeOut(self.gap, run_time=0.4), FadeOut(self.photo), FadeOut(self.tally), run_time=0.6)
            self.photo = panel
            sample = given.traced_sample(given.other)
            leaving = self.cloud.change(sample, color=theme.muted)
            self.remove(self.cloud.dots)
            self.play(FadeIn(panel), FadeOut(leaving), run_time=0.7)
            self.play(self.cloud.arrive(panel.picture, run_time=2.2))
            pixel = (int(sample.value.rows[0]), int(sample.value.columns[0]))
            self.gap = Gap(panel.picture, pixel, tuple(given.step.values()), theme=theme)
            self.tally = self.tally_of(self.other, color=theme.muted)
            self.play(FadeIn(self.gap, self.tally), run_time=0.4)
            self.next_caption(BESIDE[given.other][1])
            self.other_curve = self.plot.curve(self.other, color=theme.muted)
            if given.other == NOISE:
                dashed(self.other_curve)
            self.widen(self.other, self.other_curve, run_time=2.8)
            line = statements.of_range(self.other, NAMED[given.other], theme=theme)
            self.play(FadeOut(self.tally), run_time=0.3)
            self.play(*self.show_line(line, LEFT_EDGE), run_time=0.5)
            self.wait(1.6)

    def compare_photographs(self) -> None:
        """Draw the curves of some photographs, all on one plot."""
        given = self.parameters
        with self.beat(
            "photographs", "Each photograph falls in its own way. Neighbours always tell most: connect those."
        ):
            seen = CurveComparison(given, theme=self.theme, left=LEFT_EDGE + 0.55, middle=MIDDLE)
            before = {given.image: self.drawn_curve, given.other: self.other_curve}
            self.play(*self.all_leave_but(self.plot, *before.values()), run_time=0.5)
            self.line = None
            text = VGroup(*(part for part in self.plot if part is not self.plot.axes))
            self.play(
                ReplacementTransform(self.plot.axes, seen.plot.axes),
                FadeOut(text),
                *(ReplacementTransform(curve, seen.curves[name]) for name, curve in before.items()),
                run_time=1.0,
            )
            self.play(FadeIn(VGroup(*seen.plot[1:])), run_time=0.4)
            new = [curve for name, curve in seen.curves.items() if name not in before]
            self.play(LaggedStart(*(curve.trace(run_time=1.8) for curve in new), lag_ratio=0.4))
            self.play(FadeIn(seen.names), run_time=0.6)
            self.play(*self.show_line(seen.statement(), LEFT_EDGE), run_time=0.6)
            self.wait(2)

    def panel(self, image: Traced[Any], middle: float, *, side: float | None = None) -> Panel:
        """Return an image at the left, with a longer side of `side`, or as large as may be beside the cloud."""
        rows, cols = image.value.shape
        longer = side or min(TALL, WIDEST * rows / cols) * max(rows, cols) / rows
        panel = Panel(image, theme=self.theme, palette=self.theme.grey, side=longer)
        left = LEFT_EDGE if side else -(panel.frame.width + BETWEEN + SQUARE) / 2
        panel.move_to([left + panel.frame.width / 2, middle, 0])
        return panel
