"""Four problems of a dense layer, four answers of a convolution, and what is to be kept of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    LEFT,
    Create,
    FadeIn,
    FadeOut,
    Group,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    VGroup,
)

from scenes.base.descriptions import Description
from scenes.base.lecture_scene import TEXT_EDGE, LectureScene
from scenes.base.readout import Statement
from scenes.base.theme import DIMMED
from scenes.base.typesetting import STATEMENT, words
from scenes.mobjects.wiring.kernel_key import KernelKey
from scenes.summary.answers import PROOFS, TAKEN, answer_rows
from scenes.summary.exhibits import CoinPair, Exhibit, MapPair, NeighbourPair, WiredPair
from scenes.summary.narration import NARRATIONS
from scenes.summary.opacity import Opacity
from scenes.summary.parameters import EXAMPLES, SummaryParameters
from scenes.summary.rows import BOTTOM, HEADER, KERNEL_AT, TOP, Band, bands
from scenes.summary.words import describe

LEFT_EDGE = -6.6
OPENING = (1.75, 0.5, -0.75, -2.0)
"""The baselines of the problems before they become rows."""

FULL = 0.88
"""How much of its row's height a small picture takes up."""

KERNEL_SIDE, SLACK = 1.45, 1e-6


class Summary(LectureScene):
    """Each problem with its picture, large and then in its row; the sentences to keep; all of it as one picture."""

    title = "Four problems, four answers"
    summary = "What a dense layer gets wrong about images, and what a convolution answers, each with its evidence."
    Parameters = SummaryParameters
    examples = EXAMPLES
    gif_beats = ("whole",)
    narrations = NARRATIONS

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Pose the problems, answer them one by one, say what to keep, and lead all lines through one kernel."""
        given, theme = self.parameters, self.theme
        self.wired = WiredPair(given, theme=theme)
        self.exhibits: list[Exhibit] = [
            self.wired,
            *(pair(given, theme=theme) for pair in (NeighbourPair, CoinPair, MapPair)),
        ]
        self.rows = answer_rows(given, theme=theme)
        self.pose()
        for number in range(len(self.rows)):
            self.prove(number)
        self.take_away()
        self.lead_through_kernel()

    def pose(self) -> None:
        """Show a dense layer, and say what is wrong with it."""
        with self.beat("problems", "A fully connected layer on an image has four problems. Each was measured."):
            self.show_title()
            self.wired.stand(self.zone(0))
            dense = self.wired.pictures[0]
            self.opening = dense.copy().scale_to_fit_height(5.8).move_to([3.3, 0.2, 0.0])
            panel, web = self.opening
            name = words("a fully connected layer", color=self.theme.dense)
            name.set_x(panel.get_x()).set_baseline(-3.3)
            self.play(FadeIn(panel), FadeIn(name), run_time=0.7)
            self.play(Create(web[0]), run_time=1.4)
            for row, y in zip(self.rows, OPENING):
                row.stand(LEFT_EDGE, y)
                row.reason.set_baseline(y - 0.52).align_to(row.problem, LEFT)
            for row in self.rows:
                self.play(FadeIn(row.problem, shift=0.2 * LEFT), FadeIn(row.reason), run_time=0.7)
                self.wait(0.3)
            self.wait(0.8)

    def zone(self, number: int) -> float:
        """Return the height at which the pictures of a row stand while it is looked at."""
        band = bands(len(self.rows), number)[number]
        return (band.top - HEADER + band.bottom) / 2

    def prove(self, number: int) -> None:
        """Look at one row: its problem, its pictures, and then its answer."""
        name, problem, answer = PROOFS[number]
        exhibit, row = self.exhibits[number], self.rows[number]
        with self.beat(name, problem, **exhibit.said):
            found = bands(len(self.rows), number)
            if number:
                exhibit.stand(self.zone(number))
                self.close(found, number - 1)
            else:
                self.begin(found)
            for animations, seconds in exhibit.steps():
                self.play(*animations, run_time=seconds)
            self.play(*self.show_line(exhibit.line, LEFT_EDGE), run_time=0.5)
            self.wait(0.9)
            self.next_caption(answer)
            self.play(row.answered(), run_time=1.2)
            self.wait(1.4)

    def begin(self, found: list[Band]) -> None:
        """Let the problems become rows, and the dense layer the first picture."""
        self.rules = VGroup(
            *(Line(LEFT_EDGE * np.array([1.0, 0, 0]), -LEFT_EDGE * np.array([1.0, 0, 0])) for _ in self.rows[1:])
        ).set_stroke(self.theme.rule, 2)
        for rule, band in zip(self.rules, found[1:]):
            rule.set_y(band.top)
        kept = [row.problem for row in self.rows]
        dense = self.wired.pictures[0]
        self.play(*self.all_leave_but(self.opening, *kept), run_time=0.4)
        self.play(
            ReplacementTransform(self.opening, dense),
            *(row.settle(band) for row, band in zip(self.rows, found)),
            FadeIn(self.rules),
            run_time=1.0,
        )

    def close(self, found: list[Band], number: int, *, narrow: bool = True) -> None:
        """Clear the row that was looked at, bring its pictures to its left end, and let all rows take their heights."""
        closed, band = self.exhibits[number], found[number]
        self.play(*closed.leave(), *self.clear_line(), run_time=0.3)
        self.play(*closed.into(self.zone(number), FULL * (band.top - band.bottom)), run_time=0.6)
        moves: list[Any] = [
            rule.animate.set_y(band.top)
            for rule, band in zip(self.rules, found[1:])
            if abs(rule.get_y() - band.top) > SLACK
        ]
        for row, band in zip(self.rows, found):
            moves += row.move(band, narrow=narrow)
        for exhibit, band in list(zip(self.exhibits, found))[number if narrow else 0 : number + 1]:
            moves += exhibit.into(band.middle, FULL * (band.top - band.bottom))
        self.play(*moves, run_time=0.7)

    def take_away(self) -> None:
        """Say what is to be kept of each row."""
        found = bands(len(self.rows))
        with self.beat("take-aways", "Four problems and four answers, side by side."):
            self.close(found, len(self.rows) - 1, narrow=False)
            self.play(LaggedStart(*(row.gain_comes() for row in self.rows[:-1]), lag_ratio=0.4), run_time=0.9)
            self.wait(0.6)
            self.pictures = [Opacity(Group(*exhibit.pictures)) for exhibit in self.exhibits]
            self.frame = Rectangle(width=2 * TEXT_EDGE + 0.4, height=found[0].top - found[0].bottom - 0.08)
            self.frame.set_stroke(self.theme.accent, 4).set_y(found[0].middle)
            for number, text in enumerate(TAKEN):
                self.next_caption(text)
                self.look_at(number, found[number])
                self.play(*self.show_line(words(text, size=STATEMENT, color=self.theme.ink), LEFT_EDGE), run_time=0.5)
                self.wait(2.0)
            back = [picture.to(1.0, run_time=0.6) for picture in self.pictures if picture.share != 1.0]
            self.play(*back, FadeOut(self.frame), run_time=0.6)
            self.wait(0.4)

    def look_at(self, number: int, band: Band) -> None:
        """Frame a row, and let the pictures of the others step back."""
        shares = [
            picture.to(share, run_time=0.6)
            for place, picture in enumerate(self.pictures)
            if picture.share != (share := 1.0 if place == number else DIMMED)
        ]
        framing = self.frame.animate(run_time=0.6).set_y(band.middle) if number else Create(self.frame, run_time=0.6)
        self.play(*shares, framing)

    def lead_through_kernel(self) -> None:
        """Lead the four arrows through the few weights that they have in common."""
        panel = self.wired.panels[1]
        middle = np.array([KERNEL_AT, (TOP + BOTTOM) / 2, 0.0])
        kernel = KernelKey(panel, middle=middle)[:2]
        cells, border = kernel
        kernel.scale(KERNEL_SIDE / border.width, about_point=middle)
        weights = panel.made.field("weights")
        caption = "One small kernel answers all four: few weights, near, the same, moving along."
        with self.beat("whole", caption, n=weights):
            self.play(FadeOut(self.rules), *self.clear_line(), run_time=0.4)
            bends = []
            for place, row in enumerate(self.rows):
                up = ((len(self.rows) - 1) / 2 - place) * KERNEL_SIDE / (len(self.rows) + 0.5)
                ends = (middle + np.array([side * (KERNEL_SIDE / 2 + 0.04), up, 0.0]) for side in (-1, 1))
                bends += row.bend(*ends)
            coming = LaggedStart(*map(FadeIn, cells), lag_ratio=0.12)
            self.play(*bends, FadeIn(border), coming, run_time=1.6)
            self.next_caption("It gives up weights of its own for every place: a constrained dense layer.")
            line = Statement(
                "A convolution is a constrained dense layer: {n} weights for all places.",
                size=STATEMENT,
                color=self.theme.ink,
                n=weights,
            )
            self.play(*self.show_line(line, LEFT_EDGE), run_time=0.6)
            self.wait(2.0)
