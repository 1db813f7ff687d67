"""The exercises of the chapter: the task, time to think, and the solution, worked out or as a program that ran."""

from __future__ import annotations

import numpy as np
from manim import RIGHT, UP, Create, FadeIn, FadeOut, LaggedStart

from convmath.core.provenance import traced
from convmath.questions.code_runs import run_listing
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import RUNNING_LINE, LectureScene
from scenes.base.typesetting import LABEL, STATEMENT
from scenes.exercise.code_panel import CodePanel
from scenes.exercise.evidence import EVIDENCE
from scenes.exercise.narration import NARRATIONS
from scenes.exercise.parameters import EXAMPLES, ExerciseParameters
from scenes.exercise.words import describe
from scenes.mobjects.cards.paragraph import Paragraph, statement_of
from scenes.mobjects.cards.reading_aloud import read_aloud
from scenes.mobjects.cards.thinking_ring import ThinkingRing

LEFT_EDGE, WIDTH = -6.55, 13.1
ASKED_AT, AT_THE_TOP = 1.3, 3.1
"""The baseline of the task's first line while it is alone, and beside its solution."""

STEPS_AT, STEP = 1.25, 0.5
"""The baseline of a solution's first line, and what is left between its sentences."""

CODE_AT = 1.75


class ExerciseCard(LectureScene):
    """The task is read; a ring empties; then its solution follows, step by step."""

    title = "Exercise"
    summary = "An exercise of the chapter, time to think, and its solution, worked out or as a program that ran."
    Parameters = ExerciseParameters
    examples = EXAMPLES
    gif_beats = ("solution",)
    narrations = NARRATIONS
    pause_beats = ("think",)

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Set the task, wait, and solve it."""
        self.chosen = self.parameters.chosen()
        self.ask()
        self.wait_for_the_viewer()
        if self.chosen.listing:
            self.run_code()
            self.show_evidence()
        else:
            self.solve()

    def ask(self) -> None:
        """Bring on the task line by line."""
        self.asked = Paragraph(
            self.chosen.task, width=WIDTH, left=LEFT_EDGE, top=ASKED_AT, color=self.theme.ink, size=STATEMENT
        )
        with self.beat("task", f"An exercise: {self.chosen.about}."):
            title = self.show_title()
            for line in self.asked:
                self.play(FadeIn(line, shift=0.15 * UP), run_time=0.5)
                self.wait(1.3)
            self.play(FadeOut(title), run_time=0.5)

    def wait_for_the_viewer(self) -> None:
        """Let the ring empty."""
        self.ring = ring = ThinkingRing(np.array([0.0, -1.75, 0.0]), radius=1.25, theme=self.theme)
        with self.beat("think", "Time to think, until the ring is empty."):
            self.play(FadeIn(ring), run_time=0.4)
            self.play(ring.empty(run_time=self.parameters.think))

    def make_room(self) -> None:
        """Let the ring leave, and the task rise to the top."""
        rising = self.asked.animate.shift((AT_THE_TOP - ASKED_AT) * UP)
        self.play(FadeOut(self.ring), rising, run_time=0.7)

    def solve(self) -> None:
        """Work the solution out, sentence by sentence."""
        read, numbers = read_aloud(self.chosen.solution())
        with self.beat("solution", "The solution, step by step.", f"{NARRATIONS['solution']} {read}", **numbers):
            self.make_room()
            for said in self.steps():
                self.play(*(FadeIn(line, shift=0.15 * UP) for line in said), run_time=0.6)
                self.wait(1.3)
            self.wait(0.6)

    def steps(self) -> list[Paragraph]:
        """Return the sentences of the solution one below the other, as large as the stage allows."""
        for size in (STATEMENT, LABEL):
            top, steps = STEPS_AT, []
            for step in self.chosen.solution():
                steps.append(Paragraph(step, width=WIDTH, left=LEFT_EDGE, top=top, color=self.theme.ink, size=size))
                top = steps[-1].lowest - steps[-1].leading - STEP
            if steps[-1].lowest >= RUNNING_LINE:
                break
        return steps

    def run_code(self) -> None:
        """Show the program line by line, and what it printed."""
        self.run = traced(run_listing, self.chosen.listing)
        self.panel = panel = CodePanel(self.run, top=CODE_AT, theme=self.theme)
        with self.beat("code", "A program that solves it."):
            self.make_room()
            self.play(Create(panel.code_bar), run_time=0.4)
            lines = (FadeIn(line, shift=0.1 * RIGHT) for line in panel.code)
            self.play(LaggedStart(*lines, lag_ratio=0.7, run_time=6.0))
            self.wait(1.6)
            self.next_caption("It was run, and this is what it printed.")
            self.play(Create(panel.output_bar), run_time=0.3)
            for line in panel.output:
                self.play(FadeIn(line, shift=0.1 * RIGHT), run_time=0.5)
                self.wait(1.0)
            self.wait(0.8)

    def show_evidence(self) -> None:
        """Show what the program computed, and say why it is so."""
        panel = self.panel
        pictures = EVIDENCE[self.chosen.listing](self.run, theme=self.theme)
        with self.beat("pictures", "What it computed."):
            self.play(FadeOut(panel.code, panel.code_bar, panel.output, panel.output_bar), run_time=0.6)
            self.play(LaggedStart(*map(FadeIn, pictures), lag_ratio=0.3, run_time=1.2))
            self.wait(1.2)
        read, numbers = read_aloud(self.chosen.solution())
        with self.beat("solution", "Why it is so, line by line.", read or None, **numbers):
            for step in self.chosen.solution():
                line = statement_of(step, color=self.theme.ink)
                self.play(*self.show_line(line, LEFT_EDGE), run_time=0.6)
                self.wait(1.4)
