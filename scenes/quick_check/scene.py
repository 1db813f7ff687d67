"""A question with four options: time to think, the answer derived, and what went wrong in the others."""

from __future__ import annotations

import numpy as np
from manim import RIGHT, UP, Create, FadeIn, FadeOut, LaggedStart, VGroup

from scenes.base.descriptions import Description
from scenes.base.lecture_scene import LectureScene
from scenes.base.typesetting import LABEL, SMALLEST, STATEMENT, words
from scenes.mobjects.cards.paragraph import Paragraph, statement_of
from scenes.mobjects.cards.thinking_ring import ThinkingRing
from scenes.mobjects.grids.grid import PixelGrid
from scenes.quick_check.derivation_pictures import StageArea, derivation_picture
from scenes.quick_check.narration import ANSWER, NARRATIONS
from scenes.quick_check.option_rows import LEFT_EDGE, RIGHT_EDGE, TOP, OptionRow, baselines
from scenes.quick_check.parameters import EXAMPLES, QuickCheckParameters
from scenes.quick_check.words import describe

ASKED_AT = 2.1
"""The baseline of the question's first line while the title stands above it."""

RISE = 0.95
"""How far the question rises when the title has left."""

AFTER_MARK = 0.45
"""What is left between the mark behind the longest option and the words beside it."""

LINE_PITCH, LOWEST, BESIDE_WORDS = 0.72, -3.3, 0.8
"""Between the lines of a derivation; how far down its picture reaches; where one begins that stands beside words."""

CELL, GRIDS_TOP = 0.66, 1.0


class QuickCheck(LectureScene):
    """The question is read line by line; a ring empties; then the answer and the mistakes."""

    title = "Quick check"
    summary = "A question with four options, time to think, and what went wrong in each wrong one."
    Parameters = QuickCheckParameters
    examples = EXAMPLES
    gif_beats = ("card",)
    narrations = NARRATIONS
    pause_beats = ("think",)

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Ask, wait, answer, and explain."""
        self.question = self.parameters.drawn()
        self.grids = self.draw_grids()
        heights = baselines(self.question, self.edge(), theme=self.theme)
        self.rows = [
            OptionRow(number, self.question, baseline=height, theme=self.theme) for number, height in enumerate(heights)
        ]
        marks = [row.mark().get_right()[0] for row in self.rows]
        self.beside = max(marks) + AFTER_MARK if self.question.numbers else None
        self.ask()
        self.wait_for_the_viewer()
        self.derive()
        self.explain_mistakes()

    def ask(self) -> None:
        """Bring on the question line by line, and then its options."""
        asked = Paragraph(
            self.question.draft.asking,
            width=RIGHT_EDGE - LEFT_EDGE,
            left=LEFT_EDGE,
            top=ASKED_AT,
            color=self.theme.ink,
            size=STATEMENT,
        )
        with self.beat("question", f"A question: {self.parameters.asks()}."):
            title = self.show_title()
            for line in asked:
                self.play(FadeIn(line, shift=0.15 * UP), run_time=0.5)
                self.wait(1.2)
            effort = words(self.question.effort, size=SMALLEST, color=self.theme.muted)
            effort.set_baseline(-3.3).shift((RIGHT_EDGE - effort.get_right()[0]) * RIGHT)
            self.play(FadeOut(title), asked.animate.shift(RISE * UP), FadeIn(effort), run_time=0.6)
            self.next_caption("Four options, and one of them is right.")
            rows = LaggedStart(*(FadeIn(row, shift=0.2 * RIGHT) for row in self.rows), lag_ratio=0.4, run_time=1.5)
            self.play(*map(FadeIn, self.grids), rows)
            self.wait(1.2)
        self.effort = effort

    def wait_for_the_viewer(self) -> None:
        """Let the ring empty."""
        centre = np.array([4.3, -2.3, 0.0]) if len(self.grids) else np.array([5.4, -0.85, 0.0])
        self.ring = ThinkingRing(centre, radius=0.9, theme=self.theme)
        with self.beat("think", "Time to think, until the ring is empty."):
            self.play(FadeIn(self.ring), run_time=0.4)
            self.play(self.ring.empty(run_time=self.parameters.think))

    def derive(self) -> None:
        """Work the answer out line by line, and tick the option that says so."""
        right = self.rows[self.question.answer]
        numbers = {"n": self.question.right.label.parts["n"]} if self.question.numbers else {}
        said = NARRATIONS["answer"] + (ANSWER if numbers else "")
        with self.beat("answer", "The answer, worked out step by step.", said, **numbers):
            dim = [row.step_back() for row in self.rows if row is not right]
            self.play(FadeOut(self.ring), FadeOut(self.effort), run_time=0.5)
            self.steps = VGroup()
            if len(picture := self.picture()):
                self.steps.add(picture)
                self.play(FadeIn(picture), run_time=0.7)
            for number, step in enumerate(self.question.draft.derivation):
                line = statement_of(step, color=self.theme.ink)
                if self.beside is not None:
                    line.set_baseline(TOP - LINE_PITCH * number).shift((self.beside - line.get_left()[0]) * RIGHT)
                    self.steps.add(line)
                    self.play(FadeIn(line, shift=0.15 * UP), run_time=0.5)
                else:
                    self.play(*self.show_line(line, LEFT_EDGE), run_time=0.5)
                self.wait(1.2)
            if numbers:
                self.wait_for("answer")
            self.tick = right.mark()
            lit = right.tile.animate.set_stroke(right.verdict, width=5)
            self.play(Create(self.tick), lit, *dim, run_time=0.7)
            self.wait(1.4)

    def explain_mistakes(self) -> None:
        """Say of each wrong option what went wrong, and of the right one why it is."""
        edge = self.edge()
        right = self.rows[self.question.answer]
        with self.beat("mistakes", "What went wrong in each of the others."):
            leaving = [*([FadeOut(self.steps)] if len(self.steps) else []), *self.clear_line()]
            self.play(*leaving, FadeIn(right.explanation(self.beside, edge), shift=0.1 * UP), run_time=0.8)
            for row in (row for row in self.rows if row is not right):
                words_of_it = FadeIn(row.explanation(self.beside, edge), shift=0.1 * UP)
                self.play(row.come_forth(), Create(row.mark()), words_of_it, run_time=0.7)
                self.wait(1.4)
        with self.beat("card", "The whole card, with what each answer comes of."):
            self.play(right.tile.animate.set_fill(right.verdict, opacity=0.25), run_time=0.6)
            self.wait(1.2)

    def edge(self) -> float:
        """Return how far right the explanations reach."""
        return float(self.grids.get_left()[0]) - 0.4 if len(self.grids) else RIGHT_EDGE

    def picture(self) -> VGroup:
        """Return the picture of the derivation, if it has one: below its lines, or beside options in words."""
        lines = len(self.question.draft.derivation)
        left, top = (BESIDE_WORDS, TOP + 0.3) if self.beside is None else (self.beside, TOP - LINE_PITCH * lines + 0.2)
        return derivation_picture(self.question, StageArea(left, RIGHT_EDGE, top, LOWEST), theme=self.theme)

    def draw_grids(self) -> VGroup:
        """Return the grids that the question is about, side by side at the right, each under its name."""
        drawn = VGroup()
        colors = {"window": self.theme.input, "kernel": self.theme.kernel}
        edge = RIGHT_EDGE
        for label, values in reversed(self.question.draft.pictures):
            grid = PixelGrid(values, theme=self.theme, cell=CELL)
            grid.shift(np.array([edge - grid.get_right()[0], GRIDS_TOP - grid.get_top()[1], 0.0]))
            name = words(label, size=LABEL, color=colors[label]).set_baseline(GRIDS_TOP + 0.15)
            name.set_x(grid.get_x())
            drawn.add(VGroup(grid, name))
            edge = grid.get_left()[0] - CELL
        return drawn
