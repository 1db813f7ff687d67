"""Networks trained on digits in the middle are shown the same digits elsewhere, and not all of them still answer."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from manim import DOWN, RIGHT, UP, Create, FadeIn, Group, LaggedStart, VGroup, linear

from convmath.core.facts import ALPAYDIN_KAYNAK_1998
from convmath.core.provenance import Traced, traced
from convmath.training.digits import on_canvas
from convmath.training.moved_digit import CANVAS, KINDS, REACH
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import RUNNING_LINE, LectureScene
from scenes.base.readout import Readout, Statement
from scenes.base.typesetting import SMALLEST
from scenes.mobjects.grids.panel import Panel
from scenes.mobjects.grids.shift_map import MOVES, ColourKey, ShiftMap
from scenes.moved_digit.canvas import CORNERS, Canvas, home
from scenes.moved_digit.narration import NARRATIONS
from scenes.moved_digit.network_row import NetworkRow
from scenes.moved_digit.parameters import EXAMPLES, MovedDigitParameters
from scenes.moved_digit.two_places import TwoPlaces
from scenes.moved_digit.words import NAMES, describe
from scenes.moved_digit.worst_places import WorstPlaces

ROWS = (2.05, 0.15, -1.75)
"""The heights of the three networks."""
ROWS_LEFT = -0.85
CORNER = dict(zip(("rows", "columns"), CORNERS[0]))
MAPS = (-4.45, 0.0, 4.45)
"""The x coordinates of the three maps."""


class MovedDigit(LectureScene):
    """A digit travels from the middle of a canvas to its corners, and three networks answer all the way."""

    title = "Trained in the middle, tested in the corner"
    summary = "Convolution alone does not make a network shift-proof: flattening its maps ties the answer to the place."
    Parameters = MovedDigitParameters
    examples = EXAMPLES
    gif_beats = ("everywhere",)
    narrations = NARRATIONS
    poster_beat = "everywhere"

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Show the digits, the networks, the way to the corner, and the map of all places."""
        given = self.parameters
        training, testing = given.traced_digits()
        self.image, self.label = testing.field("images")[given.digit], testing.field("labels")[given.digit]
        self.classes = given.classes()
        self.networks = dict(zip(KINDS, given.networks()))
        self.show_training(training)
        self.show_networks()
        self.travel()
        self.fill_maps()
        self.weigh_places()
        self.take_largest()
        self.conclude()

    def show_training(self, training: Traced[Any]) -> None:
        """Show digits as the networks learn from them: every one in the middle."""
        images = training.field("images")
        shown = [traced(on_canvas, images[index], side=CANVAS) for index in range(10)]
        panels = Group(*(Panel(each, theme=self.theme, palette=self.theme.grey, side=2.3) for each in shown))
        panels.arrange_in_grid(2, 5, buff=0.3).move_to(0.2 * DOWN)
        homes = VGroup(*(home(2.3).move_to(panel) for panel in panels))
        rows, cols = shown[0].field("shape")
        size = {"n": images.field("shape")[0], "rows": rows, "cols": cols}
        caption = "Zeros and ones to learn from. Every one stands in the middle of its canvas."
        with self.beat("in-the-middle", caption, **size):
            self.show_title()
            self.play(LaggedStart(*(FadeIn(panel, scale=0.85) for panel in panels), lag_ratio=0.12), run_time=1.5)
            self.play(LaggedStart(*(Create(each) for each in homes), lag_ratio=0.05), run_time=0.9)
            line = "{n} digits to learn from, each in the middle of {rows} × {cols} pixels"
            source = Readout(ALPAYDIN_KAYNAK_1998, size=SMALLEST, color=self.theme.muted).set_baseline(RUNNING_LINE)
            source.shift((panels.get_right()[0] - source.get_right()[0]) * RIGHT)
            self.play(FadeIn(source), run_time=0.4)
            self.state(line, panels, **size)
            self.wait(1.6)

    def show_networks(self) -> None:
        """Put the three networks into rows, with the number of what they learn."""
        theme = self.theme
        self.canvas = Canvas(self.image, theme=theme, side=5.4).move_to([-3.9, 0.25, 0])
        self.rows = [NetworkRow(kind, network, theme=theme) for kind, network in self.networks.items()]
        for row, y in zip(self.rows, ROWS):
            row.shift(ROWS_LEFT * RIGHT + y * UP)
        counts = (network.field("network").field("parameters") for network in self.networks.values())
        learnt = dict(zip(("dense", "flatten", "largest"), counts, strict=True))
        with self.beat("networks", "Three networks learn to tell them apart. Two share their convolutions.", **learnt):
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(FadeIn(self.canvas), run_time=0.6)
            for row in self.rows:
                self.play(row.appear(run_time=1.1))
                self.wait(0.2)
            self.state("A digit that they have not seen, where digits stood in training", self.canvas)
            self.wait(1.2)

    def travel(self) -> None:
        """Ask the networks about a digit in the middle, and all along its way to the corners."""
        for row in self.rows:
            row.ask(self.image, self.label, self.classes)
        with self.beat("asked", "Asked about a digit in the middle, each says how likely it is a zero or a one."):
            self.play(*(row.answer_appears(run_time=0.9) for row in self.rows))
            self.state(
                "Each bar: how likely a {zero} (left) or a {one} (right)",
                self.canvas,
                zero=self.classes[0],
                one=self.classes[1],
            )
            self.wait(1.6)
        with self.beat("travel", "Now the digit leaves the middle, pixel by pixel, and the answers change."):
            self.play(*self.clear_line(), run_time=0.3)
            for step in range(1, REACH + 1):
                self.move_digit((step - 1, step - 1), (step, step), run_time=0.9)
                self.wait(0.15)
            self.state("In the corner, the weights of other places meet it.", self.canvas)
            self.wait(1.0)
        with self.beat("corners", "From corner to corner: it is the same digit all the way."):
            for start, end in pairwise(CORNERS):
                self.move_digit(start, end, run_time=1.3)
                self.wait(0.35)
            self.wait(0.8)

    def move_digit(self, start: tuple[int, int], end: tuple[int, int], *, run_time: float) -> None:
        """Take the digit from one move to another, and let every network answer anew."""
        answers = [animation for row in self.rows for animation in row.answers_at(end, run_time=run_time)]
        self.play(self.canvas.travel([start, end], run_time=run_time), *answers)

    def fill_maps(self) -> None:
        """Set every test digit at every place, and count how many each network names rightly."""
        theme = self.theme
        self.maps = [
            ShiftMap(NAMES[kind], network, theme=theme, side=3.9).move_to([x, -0.7, 0])
            for (kind, network), x in zip(self.networks.items(), MAPS)
        ]
        small = Canvas(self.image, theme=theme, side=1.45).move_to([MAPS[0] - 1.95 + 0.725, 2.75, 0])
        key = ColourKey(self.networks["dense"], theme=theme, width=2.6).next_to(small, RIGHT, buff=0.6)
        tested = self.networks["dense"].field("tested")
        caption = "All test digits, at every place where they fit: how many are named rightly?"
        with self.beat("everywhere", caption, n=tested):
            self.play(*self.all_leave_but(), run_time=0.4)
            self.play(FadeIn(small, key), *(each.frame_appears() for each in self.maps), run_time=0.5)
            sweep = {"run_time": 3.3, "rate_func": linear}
            self.play(small.step_through(MOVES, **sweep), *(each.panel.picture.reveal(**sweep) for each in self.maps))
            self.play(small.step_through([(0, 0)], run_time=0.1))
            self.play(*(each.counts_appear() for each in self.maps), run_time=0.6)
            self.wait(2.0)

    def weigh_places(self) -> None:
        """Show why flattening fails: the map moves, and the weights stay where they are."""
        network = self.networks["flatten"]
        number = network.field("swayed_map", self.image, **CORNER)
        self.two = TwoPlaces(network, self.image, number, CORNERS[0], theme=self.theme)
        weights, sums = self.two.weigh()
        with self.beat(
            "weights-of-places", "The map moves with the digit; a flattened map's weights stay in their places."
        ):
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(FadeIn(self.two.canvases, self.two.heads[0], self.two.heads[2]), run_time=0.7)
            self.play(self.two.maps_come_from_canvases(), FadeIn(self.two.heads[1], self.two.heads[3]), run_time=1.1)
            self.wait(0.5)
            self.play(FadeIn(weights, shift=0.2 * UP), run_time=0.8)
            self.play(FadeIn(sums), run_time=0.6)
            self.state("The map has moved; the weights have not.", self.two)
            self.wait(1.8)

    def take_largest(self) -> None:
        """Show what the largest value makes of the same move."""
        network = self.networks["global max"]
        number = network.field("clearest_map", self.image)
        old, self.two = self.two, TwoPlaces(network, self.image, number, CORNERS[0], theme=self.theme)
        rings, values = self.two.largest()
        alike, every = network.field("largest_alike", self.image, **CORNER), values[0][0].values.field("size")
        caption = "The largest value of a map does not say where in the map it stood."
        with self.beat("largest-value", caption, alike=alike, every=every):
            self.play(*self.all_leave_but(old.canvases, old.heads), run_time=0.5)
            self.play(self.two.maps_come_from_canvases(), run_time=1.1)
            self.play(LaggedStart(*(Create(ring) for ring in rings), lag_ratio=0.4), run_time=0.9)
            self.play(FadeIn(values, shift=0.2 * DOWN), run_time=0.6)
            self.wait_for("alike")
            same = "{alike} of {every} largest values, one a map, stay as they were"
            rest = "." if alike.value == every.value else "; the border changes the others."
            self.state(same + rest, self.two, alike=alike, every=every)
            self.wait(1.8)

    def conclude(self) -> None:
        """Hold what the networks learn against where they can be relied on."""
        named = {name: self.networks["dense"].field(name) for name in ("centred", "least")}
        caption = "It is not the convolution that made the answer shift-proof, but what follows it."
        with self.beat("verdict", caption, **named):
            self.play(*self.all_leave_but(), run_time=0.5)
            bars = WorstPlaces(self.networks, NAMES, theme=self.theme)
            self.play(bars.appear(run_time=1.8))
            self.state("A convolution moves with the digit; flattening ties the answer to the place.", bars)
            self.wait(2.0)

    def state(self, template: str, beneath: Any, **sources: Any) -> None:
        """Put another statement on the running line, left-aligned with what stands above it."""
        line = Statement(template, color=self.theme.ink, **sources)
        self.play(*self.show_line(line, beneath.get_left()[0]), run_time=0.5)
