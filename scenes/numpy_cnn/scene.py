"""One digit goes forward through a small network, its error comes back, and the network learns."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Create, FadeIn, LaggedStart

from convmath.core.facts import ALPAYDIN_KAYNAK_1998, MNIST
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import RUNNING_LINE
from scenes.base.readout import Readout
from scenes.base.typesetting import SMALLEST
from scenes.numpy_cnn.backward_beats import BackwardBeats
from scenes.numpy_cnn.film import Film
from scenes.numpy_cnn.first_batch import FirstBatch
from scenes.numpy_cnn.held_out import HeldOut
from scenes.numpy_cnn.layer_row import LayerRow
from scenes.numpy_cnn.loss_view import DIGIT_SIDE, DIGIT_X, DIGIT_Y, LossView
from scenes.numpy_cnn.narration import NARRATIONS
from scenes.numpy_cnn.parameters import EXAMPLES, CnnParameters
from scenes.numpy_cnn.words import describe


class NumpyCnn(BackwardBeats):
    """A network of two convolutions is shown a digit, told its error, and trained."""

    title = "A network learns"
    summary = "Forward, an error, backward, a step: the same small network before, while and after it learns."
    Parameters = CnnParameters
    examples = EXAMPLES
    gif_beats = ("training",)
    narrations = NARRATIONS

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Go forward, backward, take a step, train, and look at digits that were held out."""
        self.row = LayerRow(self.parameters, theme=self.theme)
        self.digit()
        self.forward()
        self.loss()
        self.errors()
        self.gradient_by_kernel()
        self.gradient_by_input()
        self.one_step()
        self.training()
        self.held_out()

    def digit(self) -> None:
        """Show the digits of the first batch, and the one that is followed."""
        given, theme = self.parameters, self.theme
        opening = FirstBatch(given, theme=theme)
        run = given.run
        seen = {"n": run.field("batch"), "d": run.field("label", given.digit)}
        caption = "Handwritten zeros and ones; the first of them that the network will learn from."
        with self.beat("digit", caption, **seen):
            self.show_title()
            self.play(LaggedStart(*(FadeIn(each, scale=0.85) for each in opening.digits), lag_ratio=0.04), run_time=1.3)
            self.play(Create(opening.ring), run_time=0.5)
            source = MNIST if given.digits else ALPAYDIN_KAYNAK_1998
            cited = Readout(source, size=SMALLEST, color=theme.muted).set_baseline(RUNNING_LINE)
            cited.shift([opening.digits.get_right()[0] - cited.get_right()[0], 0, 0])
            self.play(FadeIn(cited), run_time=0.3)
            line = "the first {n} digits; one of them, a {d}, goes through the network"
            self.state(line, opening.digits, **seen)
            self.wait(1.4)
        self.chosen = opening.chosen

    def forward(self) -> None:
        """Send the digit through the layers, and name each shape as it comes."""
        row, shapes = self.row, self.parameters.run.field("network").field("output_shapes")
        with self.beat("forward", "Forward: each layer makes something of what the one before it gave."):
            self.play(*self.all_leave_but(self.chosen), *self.clear_line(), run_time=0.4)
            self.remove(self.chosen)
            self.add(self.chosen)
            goal = row.digit.frame
            self.play(self.chosen.onto(goal.get_center(), goal.width), row.shape_appears(0), run_time=0.8)
            self.remove(self.chosen)
            self.add(row.digit)
            for place, pace in ((0, 1.8), (2, 1.4)):
                self.play(row.name_appears(place), *self.shapes_line("conv", shapes, place), run_time=0.5)
                self.play(row.convolve(place, run_time=pace), row.shape_appears(place + 1))
                self.wait(0.3)
                self.play(row.name_appears(place + 1), *self.shapes_line("relu", shapes, place + 1), run_time=0.5)
                self.play(row.rectify(place + 1, run_time=0.9), row.shape_appears(place + 2))
                self.wait(0.3)
            self.next_caption("At the end two scores, and from them two shares that add up to one.")
            self.play(row.name_appears(4), *self.shapes_line("flatten", shapes, 4), run_time=0.5)
            self.play(row.flatten(run_time=0.9), row.shape_appears(5))
            self.wait(0.3)
            self.play(row.name_appears(5), *self.shapes_line("fc", shapes, 5), run_time=0.5)
            self.play(FadeIn(row.scores), row.shape_appears(6), run_time=0.6)
            self.play(row.name_appears(6), FadeIn(row.shares), row.shape_appears(7), run_time=0.7)
            self.state("before training, its weights are random: so are the shares", row.digit)
            self.wait(1.2)

    def shapes_line(self, name: str, shapes: Any, place: int) -> list[Any]:
        """Return the animations in which the running line says what shape a layer makes of which."""
        sources: dict[str, Any] = {}
        sides = []
        for side, shape in zip("ab", (shapes[place], shapes[place + 1])):
            keys = [f"{side}{letter}" for letter, _ in zip("xyz", shape)]
            sources |= dict(zip(keys, shape))
            sides.append(" × ".join(f"{{{key}}}" for key in keys))
        kept = " (values below zero become zero)" if name == "relu" else ""
        line = self.line_of(f"{name}: {sides[0]} $->$ {sides[1]}{kept}", **sources)
        return self.show_line(line, self.row.digit.get_left()[0])

    def loss(self) -> None:
        """Make one number of the answer."""
        given, theme, row = self.parameters, self.theme, self.row
        view = LossView(given, theme=theme)
        caption = "One number tells how wrong that is: minus the logarithm of the right share."
        with self.beat("loss", caption, p=view.share, l=view.loss):
            self.play(*self.all_leave_but(row.digit), *self.clear_line(), run_time=0.4)
            self.play(row.digit.onto(np.array([DIGIT_X, DIGIT_Y, 0.0]), DIGIT_SIDE), FadeIn(view.bars), run_time=0.8)
            self.play(FadeIn(view.plot), run_time=0.4)
            self.play(view.curve.trace(run_time=0.9))
            self.remove(view.curve.tip)
            self.wait_for("loss")
            self.play(Create(view.lines[0]), run_time=0.4)
            self.play(FadeIn(view.dot, view.number), Create(view.lines[1]), run_time=0.5)
            line = "it is a {d} and has a share of {p}: the loss is {l}"
            self.state(line, row.digit, d=given.run.field("label", given.digit), p=view.share, l=view.loss)
            self.wait(1.5)

    def training(self) -> None:
        """Play the training: filters and loss, step by step."""
        run = self.parameters.run
        film = Film(run, theme=self.theme)
        losses = run.field("losses")
        ends = {"first": losses[0], "last": losses[-1]}
        caption = "Step after step the filters change, while the loss of each batch is drawn."
        with self.beat("training", caption, **ends):
            self.play(*self.all_leave_but(), *self.clear_line(), run_time=0.4)
            self.play(film.appear(run_time=0.5))
            self.play(*film.run_on(run_time=3.4))
            line = "loss of the first batch: {first}; of the last: {last}"
            self.state(line, film.filters, **ends)
            self.wait(1.4)

    def held_out(self) -> None:
        """Ask about digits that were held out."""
        run = self.parameters.run
        shown = HeldOut(run, theme=self.theme)
        tested = run.field("tested")
        with self.beat("held-out", "Digits it has never seen: how many are named rightly, before and after?", n=tested):
            self.play(*self.all_leave_but(), *self.clear_line(), run_time=0.4)
            self.play(FadeIn(*shown.filters), run_time=0.5)
            self.play(shown.bars_appear(run_time=1.4))
            self.play(FadeIn(shown.title), shown.digits_appear(run_time=1.6))
            wrong = run.field("wrong_count")
            line = (
                "wrong: {w} of {n} held-out digits" if wrong.value else "none of {n} held-out digits is named wrongly"
            )
            sources = {"w": wrong} if wrong.value else {}
            self.state(line, shown.filters, n=tested, **sources)
            self.wait(2.0)
