"""The first three beats: a dense layer, its neighbours alone, and their weights tied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from manim import Animation, Create, FadeIn, FadeOut, LaggedStart, Polygon, VGroup

from convmath.networks.wiring import KINDS
from scenes.base.lecture_scene import LectureScene
from scenes.base.parameters import Parameters
from scenes.base.readout import Statement
from scenes.base.typesetting import SMALLEST, Typeset
from scenes.mobjects.wiring.fan import Fan
from scenes.mobjects.wiring.flat_grid import Place
from scenes.mobjects.wiring.kernel_key import KernelKey
from scenes.mobjects.wiring.wired_panel import WiredPanel
from scenes.mobjects.wiring.wires import Wires
from scenes.three_insights.insight_ledger import InsightLedger
from scenes.three_insights.parameters import ThreeInsightsParameters
from scenes.three_insights.shared_kernel import middle_of
from scenes.three_insights.two_planes import APART, MIDDLE, TwoPlanes

LEFT_EDGE = -6.6
_KEY = np.array([MIDDLE[0], 2.25, 0.0])
_UNDER = -2.55
_LIT = 2.6


class LayerBeats(LectureScene):
    """Lines from a whole picture to its units; then those of neighbours; then in the looks of one kernel."""

    Parameters: ClassVar[type[Parameters]] = ThreeInsightsParameters

    def show_layers(self) -> None:
        """Take a dense layer to its few tied weights."""
        given = self.parameters
        self.image, self.counts = given.traced_image(), given.counts()
        self.common = given.same_edge()
        place = middle_of(self.common.field("first"))
        self.planes = TwoPlanes(self.image, given.kernel, place, middle=MIDDLE, apart=APART, theme=self.theme)
        self.ledger_rows = InsightLedger(given.pixels(), theme=self.theme)
        self._connect_all()
        self._keep_neighbours()
        self._tie()

    def _connect_all(self) -> None:
        """Lead lines from the whole picture to one unit, then to all."""
        theme, planes, ledger, pixels = self.theme, self.planes, self.ledger_rows, self.parameters.pixels()
        sample, self._far = planes.far_lines()
        rows, cols = self.image.field("shape")
        self._names = [
            self._under(number, Statement(template, color=color, a=rows, b=cols))
            for number, (template, color) in enumerate(
                (("{a} × {b} pixels", theme.input), ("{a} × {b} units", theme.output))
            )
        ]
        counted = {"n": sample.field("count"), "all": pixels}
        drawn = Statement("{n} of {all} lines are drawn", color=theme.muted, size=SMALLEST, **counted)
        drawn.set_x(MIDDLE[0]).set_baseline(_UNDER)
        product = {"p": pixels, "n": self.counts[0].connections}
        with self.beat("dense", "Dense: each output reads every pixel of the picture.", **product):
            title = self.show_title()
            self.play(FadeIn(planes.picture), Create(planes.frame), FadeIn(self._names[0]), run_time=0.9)
            self.play(FadeIn(planes.units, planes.dot, self._names[1]), run_time=0.6)
            self.play(FadeIn(ledger.names[:2], *ledger.counters, drawn), run_time=0.5)
            self.add(self._far, planes.dot)
            self.play(self._far.grow(run_time=1.8, lag=0.5), *ledger.grow(0, 1, run_time=1.8))
            self.wait(0.5)
            self.next_caption("And so does every other output, each with weights of its own.")
            self.play(
                title.animate(run_time=0.6).set_opacity(0),
                planes.lead_to_all(self._far, run_time=2.4),
                *ledger.grow(1, pixels.value, run_time=2.4),
            )
            self.remove(title)
            ledger.settle(self.counts[0])
            self.wait_for("all")
            self.state(
                "{p} pixels × {p} units = {n} connections",
                **product,
                also=[FadeIn(ledger.names[2]), *ledger.show_uses(self.counts[0])],
            )
            self.wait(1.5)
        self._drawn = drawn

    def _keep_neighbours(self) -> None:
        """Let all lines go but those to the neighbours, and look at them close up."""
        planes, ledger = self.planes, self.ledger_rows
        with self.beat("local", "Keep only the neighbours: all other lines go."):
            self.add(planes.near, planes.dot)
            self.play(
                self._far.grow(run_time=2.4, lag=0.6, back=True),
                planes.near.animate(run_time=2.4).set_color(self.theme.kernel),
                FadeOut(self._drawn, run_time=0.5),
                *self.clear_line(),
                *ledger.roll_to(self.counts[1], run_time=2.4),
            )
            self.remove(self._far)
            self.wait(0.3)
            self.next_caption("Close up: a unit and its window, and beside it other units with theirs.")
            self.play(FadeIn(planes.window, planes.unit), *map(FadeOut, self._names), run_time=0.4)
            self.play(planes.zoom(run_time=1.8))
            self.panel, plain = planes.panel(KINDS[2]), planes.panel(KINDS[1])
            places = planes.neighbours()
            self._webs = [_lines_of(plain, place) for place in places]
            self._units = VGroup(*(self._cell(place) for place in places))
            pixels = [made.pixel for made in _read_by(plain, places[:1])]
            self._window = self.panel.inputs.around(*zip(*pixels), stroke_color=self.theme.accent, stroke_width=3)
            self.play(
                FadeIn(self.panel, self._window, self._webs[0], self._units[0]), FadeOut(planes.dot), run_time=0.4
            )
            self.remove(planes.near, planes.window)
            self.play(FadeIn(self._units[1:]), *(web[0].grow(run_time=1.0) for web in self._webs[1:]))
            self.state(
                "{n} connections within the image, each with a weight of its own",
                n=self.counts[1].connections,
            )
            self.wait(1.6)

    def _tie(self) -> None:
        """Let the lines take the looks of the few weights of one kernel."""
        planes, ledger, panel, tied = self.planes, self.ledger_rows, self.panel, self.counts[2]
        places = planes.neighbours()
        looks = panel.wires(_read_by(panel, places), width=_LIT)
        plain = VGroup(*(Wires(each.ends, color=self.theme.kernel, width=_LIT) for each in looks))
        key = KernelKey(panel, middle=_KEY)
        with self.beat("tied", "Tie the weights: all units use the same few.", w=tied.weights):
            self.remove(*(web[0] for web in self._webs))
            self.add(plain, self._units)
            self.play(FadeIn(key[1:]), *self.clear_line(), run_time=0.3)
            steps = (
                LaggedStart(FadeOut(old), FadeIn(new), FadeIn(cell), lag_ratio=0.0)
                for old, new, cell in zip(plain, looks, key.cells)
            )
            self.play(
                LaggedStart(*steps, lag_ratio=0.6, run_time=1.6),
                ledger.counters[1].roll_to(tied.weights, run_time=1.6),
            )
            self.add(key)
            self.play(*ledger.show_uses(tied), run_time=0.4)
            self.wait(0.3)
            fan = Fan(panel, places[0], of_unit=True, ground=False)
            self.play(FadeOut(looks, self._units, self._window), FadeIn(fan), run_time=0.3)
            self.play(fan.sweep([*planes.units_below(), places[0]], run_time=1.2))
            tags = fan.tags(places[0])
            self.state(
                "{n} connections as before, but only {w} weights, the same at every unit",
                n=tied.connections,
                w=tied.weights,
                also=[FadeIn(looks, self._units[1:]), *([FadeIn(tags)] if len(tags) else [])],
            )
            self.wait(1.8)

    def state(self, template: str, *, also: Sequence[Animation] = (), **sources: Any) -> None:
        """Put another statement on the running line."""
        self.say(Statement(template, color=self.theme.ink, **sources), also=also)

    def say(self, line: Typeset, *, also: Sequence[Animation] = ()) -> None:
        """Put another line on the running line, while something else comes as well."""
        self.play(*self.show_line(line, LEFT_EDGE), *also, run_time=0.5)

    def _under(self, number: int, text: Statement) -> Statement:
        text.set_x(self.planes.whole[number].middle[0]).set_baseline(_UNDER)
        return text

    def _cell(self, place: Place) -> Polygon:
        cell = self.panel.outputs.around([place[0]], [place[1]], stroke_color=self.theme.accent, stroke_width=3)
        cell.set_fill(self.theme.output, opacity=1)
        return cell


def _read_by(panel: WiredPanel, places: Sequence[Place]) -> list[Any]:
    return [made for place in places for made in panel.made.value.read_by(place)]


def _lines_of(panel: WiredPanel, place: Place) -> VGroup:
    return panel.wires(_read_by(panel, [place]), width=_LIT)
