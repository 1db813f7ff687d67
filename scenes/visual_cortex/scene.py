"""Simple cells, complex cells and the ventral stream beside the layers of a convolutional network."""

from __future__ import annotations

from typing import Any

from manim import (
    DEGREES,
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    GrowArrow,
    LaggedStart,
    Mobject,
    ReplacementTransform,
    VGroup,
    linear,
)

from convmath.core import facts
from convmath.core.provenance import traced
from convmath.cortex.ventral_stream import TRIPP_2019, areas, limits_of_analogy
from convmath.networks.published import network_by_name
from convmath.networks.receptive_field import stage_fields
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import LectureScene
from scenes.base.readout import Statement
from scenes.base.typesetting import SMALLEST, words
from scenes.visual_cortex.analogy import Counterparts, LimitRow, limit_headings, limit_pictures
from scenes.visual_cortex.field_sizes import cortical_fields, fields_by_stage, gaze_mark, span_of
from scenes.visual_cortex.narration import NARRATIONS
from scenes.visual_cortex.parameters import EXAMPLES, CortexParameters
from scenes.visual_cortex.photograph_panel import photograph_panel
from scenes.visual_cortex.recording import Recording
from scenes.visual_cortex.stations import Stream, cortex_and_network
from scenes.visual_cortex.words import describe

PHOTOGRAPH = "cat"
SHARED = ("one pattern", "anywhere nearby", "patterns of patterns", "whole objects")


class VisualCortex(LectureScene):
    """One cell is recorded, its kind followed up the stream, and the comparison with a network drawn and bounded."""

    title = "The visual cortex and the network"
    summary = (
        "Simple and complex cells and the ventral stream beside the layers that resemble them, and where they do not."
    )
    Parameters = CortexParameters
    examples = EXAMPLES
    gif_beats = ("orientation-tuning",)
    narrations = NARRATIONS

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Give the lecture."""
        given = self.parameters
        recording = Recording(given.traced_field(), thickness=given.bar_width, theme=self.theme)
        cortical = self.two_streams()
        self.simple_cell(recording, cortical)
        self.orientation_tuning(recording)
        self.shifted_bar(recording)
        self.growing_fields(recording)
        self.counterparts()
        self.limits()

    def two_streams(self) -> Stream:
        """Show what the scene compares; return the stream of cortical areas."""
        with self.beat("two-streams", "Two streams take in a picture: areas of cortex, and layers of a network."):
            self.show_title()
            photo = photograph_panel(PHOTOGRAPH, side=2.4, theme=self.theme).move_to([-5.3, 0, 0])
            cortical, network = cortex_and_network(photo.frame.get_right() + 0.12 * RIGHT, theme=self.theme)
            self.play(FadeIn(photo, scale=0.9), run_time=0.7)
            self.play(cortical.appear(run_time=2))
            self.play(network.appear(run_time=2))
            self.wait(1.2)
        return cortical

    def simple_cell(self, recording: Recording, cortical: Stream) -> None:
        """Open one cell of the first area, and show it its favourite bar."""
        theme = self.theme
        with self.beat("simple-cell", "A simple cell of the first area weighs the light on a small striped field."):
            disc = cortical.stations[0].picture
            # Rotated, so that the circle's points go to the square's without turning.
            lens = disc.copy().set_fill(opacity=0).rotate(45 * DEGREES)
            opening = FadeIn(recording.panel.picture, target_position=disc, scale=0.3)
            self.play(*self.all_leave_but(), ReplacementTransform(lens, recording.panel.frame), opening, run_time=1)
            self.add(recording.panel)
            self.play(FadeIn(recording.legend), run_time=0.7)
            self.play(FadeIn(recording.simple), run_time=0.6)
            self.next_caption("A bar of light along its bright stripe makes it answer.")
            formula = Statement(
                "simple cell = {sum}", color=theme.ink, colors={"sum": theme.kernel}, sum=facts.SIMPLE_CELL
            )
            remark = words("what a convolution with ReLU gives at one place", size=SMALLEST + 2, color=theme.muted)
            self.line = self.running_line(formula, remark)
            best = self.parameters.orientation
            answer = recording.turn(0, best, run_time=0.8)[1]
            self.play(FadeIn(recording.bar), answer, FadeIn(self.line, shift=0.15 * UP), run_time=0.8)
            self.wait(1.2)

    def running_line(self, formula: Statement, remark: Mobject) -> VGroup:
        """Place a formula on the running line, and what is to be said of it to its right."""
        self.on_running_line(formula)
        remark.next_to(formula, RIGHT, buff=0.8).set_baseline(formula.baseline)
        return VGroup(formula, remark)

    def orientation_tuning(self, recording: Recording) -> None:
        """Turn the bar, and draw what the cell answers."""
        best, half_turn = self.parameters.orientation, recording.tuning.value.angles[-1]
        angle = recording.tuning.field("preferred")
        with self.beat(
            "orientation-tuning", "As the bar turns, the cell answers only near one direction.", angle=angle
        ):
            plot, curve = recording.tuning_plot()
            self.play(FadeIn(plot), *recording.turn(best, 0, run_time=0.7))
            self.play(curve.trace(run_time=3.1), *recording.turn(0, half_turn, run_time=3.1, rate_func=linear))
            mark = recording.peak_mark(plot)
            # to the angle that the curve names, which may be a degree from that of the stripes
            back = recording.turn(half_turn, recording.preferred, run_time=0.8)
            self.play(*back, FadeOut(curve.tip), FadeIn(mark), run_time=0.8)
            self.wait(1.2)
        self.plotted = VGroup(plot, curve.line, mark)

    def shifted_bar(self, recording: Recording) -> None:
        """Move the bar aside: the simple cell falls silent, the complex cell does not."""
        theme, offsets, parting = self.theme, recording.shifts.value.offsets, recording.shifts.value.parting
        answers = recording.answers_where_they_part()
        with self.beat("shifted-bar", "A complex cell joins two such fields, a quarter of a period apart.", **answers):
            formula = Statement(
                "complex cell = {energy}", color=theme.ink, colors={"energy": theme.output}, energy=facts.COMPLEX_CELL
            )
            remark = Statement("energy model: {name}", size=SMALLEST, color=theme.muted, name=facts.ADELSON_BERGEN_1985)
            plot, simple, energy = recording.shift_plot()
            self.play(
                FadeOut(self.plotted),
                recording.simple.animate.shift(1.2 * UP),
                recording.turn_to_stripes(),
                run_time=0.7,
            )
            self.play(
                *(FadeIn(arriving) for arriving in (recording.complex, recording.pair, plot)),
                *self.swap(self.line, self.running_line(formula, remark)),
                run_time=0.9,
            )
            self.play(*recording.slide(recording.best.value, offsets[0], run_time=0.9))
            self.next_caption("The bar moves across: the simple cell falls silent, the complex cell keeps answering.")
            self.play(
                *(curve.trace(run_time=4.5) for curve in (energy, simple)),
                *recording.slide(offsets[0], offsets[-1], run_time=4.5, rate_func=linear),
            )
            self.play(
                *(curve.follow(len(offsets) - 1, parting, run_time=1) for curve in (energy, simple)),
                *recording.slide(offsets[-1], offsets[parting], run_time=1),
            )
            self.wait_for("parting")
            self.play(*(step for old, new in recording.reports() for step in self.swap(old, new)), run_time=0.6)
            self.wait(1.5)

    def growing_fields(self, recording: Recording) -> None:
        """Lay the sizes of receptive fields over the photograph."""
        theme, stream = self.theme, traced(areas)
        told: dict[str, Any] = {"first": facts.V1, "last": facts.V4, "away": stream[0].field("eccentricity_deg")}
        caption = "Along the stream, receptive fields grow: here at their measured sizes."
        with self.beat("growing-fields", caption, **told):
            photo = photograph_panel(PHOTOGRAPH, side=4.1, theme=theme, strength=0.5).move_to([-4.55, 0.1, 0])
            fields = cortical_fields(stream, photo, theme=theme)
            head = words("receptive fields in the cortex", color=theme.ink)
            head.next_to(photo, UP, buff=0.35).align_to(photo, LEFT)
            line = Statement(
                "macaque; {first} to {last} at {away}° from the centre of gaze (cross), as collected by {source}",
                size=SMALLEST + 2,
                color=theme.muted,
                **told,
                source=TRIPP_2019,
            )
            first = fields.outlines[0]
            self.play(*self.all_leave_but(recording.panel), run_time=0.5)
            around = FadeIn(photo, head, span_of(photo, theme), gaze_mark(photo, theme), self.on_running_line(line))
            recording.panel.set_z_index(1)
            self.play(around, recording.panel.onto(first.get_center(), first.width), run_time=1)
            self.play(fields.grow(0, run_time=0.9), FadeOut(recording.panel, run_time=0.5))
            for index in range(1, len(stream)):
                self.play(fields.grow(index, run_time=0.9))
            self.next_caption("They grow in a network too, from stage to stage.")
            network = traced(network_by_name, facts.VGG_16.text)
            image = photograph_panel(PHOTOGRAPH, side=3.0, theme=theme, strength=0.5).move_to([3.45, photo.get_y(), 0])
            stages = fields_by_stage(traced(stage_fields, network), network, image, theme=theme)
            head = Statement("in {network}, by stage", color=theme.ink, network=facts.VGG_16)
            head.set_baseline(photo.get_top()[1] + 0.42).align_to(image, LEFT)
            self.play(FadeIn(image, head), run_time=0.6)
            self.play(LaggedStart(*(stages.grow(i, run_time=0.7) for i in range(len(stages.rows))), lag_ratio=0.6))
            self.wait(1.5)

    def counterparts(self) -> None:
        """Pair the parts of cortex with the layers they are compared with."""
        theme = self.theme
        with self.beat("counterparts", "So the parts are compared: two kinds of cell, then area by area."):
            picture = Counterparts(SHARED, theme=theme)
            self.play(*self.all_leave_but(), FadeIn(picture.area), run_time=0.8)
            for pair in picture.pairs:
                self.play(LaggedStart(*(FadeIn(part, shift=0.2 * DOWN) for part in pair), lag_ratio=0.3, run_time=0.9))
            self.play(LaggedStart(*map(GrowArrow, picture.arrows), lag_ratio=0.15, run_time=0.8))
            self.next_caption("The cells were found first, in one area; the hierarchy is later work.")
            compared = Statement(
                "compared by {a}, {b} and {c}",
                size=SMALLEST + 2,
                color=theme.muted,
                a=facts.FUKUSHIMA_1980,
                b=facts.RIESENHUBER_POGGIO_1999,
                c=facts.YAMINS_2014,
            )
            self.on_running_line(compared, left=picture.get_left()[0])
            self.play(FadeIn(picture.credit(theme), compared, shift=0.15 * DOWN), run_time=0.7)
            self.wait(2)

    def limits(self) -> None:
        """Say where the comparison ends."""
        theme = self.theme
        with self.beat("limits", "The comparison ends here: feedback, weights, learning, the centre of gaze."):
            pictures = limit_pictures(theme)
            rows = [
                LimitRow(limit, pictures[limit.topic], theme=theme).shift(rank * 1.25 * DOWN)
                for rank, limit in enumerate(limit for limit in limits_of_analogy() if limit.topic in pictures)
            ]
            self.play(*self.all_leave_but(), FadeIn(limit_headings(theme)), run_time=0.7)
            for row in rows:
                self.play(FadeIn(row, shift=0.15 * UP), run_time=0.6)
                self.wait(0.5)
            moral = Statement("inspired by {area}, not a copy of the cortex", color=theme.ink, area=facts.V1)
            self.play(FadeIn(self.on_running_line(moral), shift=0.15 * UP), run_time=0.6)
            self.wait(1.6)
