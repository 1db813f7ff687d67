"""Who is wired to whom: the same image and the same units, dense, locally connected and convolutional."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, RIGHT, UP, AnimationGroup, FadeIn, FadeOut, LaggedStart, ManimColor, VGroup

from convmath.core.provenance import Traced, traced
from convmath.networks.counting import grown_connections
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import LectureScene
from scenes.base.readout import Statement
from scenes.base.typesetting import DIGITS, LABEL, Typeset, words
from scenes.connectivity.narration import DENSE, LOCAL, NARRATIONS, SHARED
from scenes.connectivity.parameters import EXAMPLES, ConnectivityParameters
from scenes.connectivity.pointer import Pointer
from scenes.connectivity.wiring_table import WiringTable
from scenes.connectivity.words import describe
from scenes.mobjects.wiring.fan import place_at
from scenes.mobjects.wiring.flat_grid import Place
from scenes.mobjects.wiring.kernel_key import KernelKey
from scenes.mobjects.wiring.stacked_panel import ABOVE, BELOW, StackedPanel
from scenes.mobjects.wiring.wired_panel import WireLook, looks_by_tap

PLACES = (-2.03, 1.45, 4.93)
"""Where the middles of the three panels are."""

LEFT_EDGE, HEADING = -6.6, 3.2
DIM = 0.07
"""Opacity of all lines while those of one place are lit."""

NAMES = ("dense", "locally connected", "convolutional")


class Connectivity(LectureScene):
    """Three panels grow one from the other; then a pointer walks over units and pixels in all at once."""

    title = "Who is wired to whom"
    summary = "Locality leaves out connections; sharing leaves out weights."
    Parameters = ConnectivityParameters
    examples = EXAMPLES
    gif_beats = ("shared",)
    narrations = NARRATIONS
    poster_beat = "ledgers"

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Wire the three layers, walk over them both ways, and hold their counts against each other."""
        theme = self.theme
        self.made = self.parameters.layers()
        shared = looks_by_tap(*self.made[-1].value.geometry.kernel_size, theme=theme)
        looks = ([WireLook(theme.dense)], [WireLook(theme.kernel)], shared)
        self.panels = [
            StackedPanel(made, x=x, looks=each, theme=theme) for made, x, each in zip(self.made, PLACES, looks)
        ]
        self.point_at(*(cells for panel in self.panels for cells in panel.pointable()))
        self.table = WiringTable(left=LEFT_EDGE, places=PLACES, longest=self.made[0].value.connections, theme=theme)
        self.show_grids()
        self.connect_all()
        self.keep_the_near()
        self.share_weights()
        self.walk_over_units()
        self.walk_over_pixels()
        self.compare()

    def show_grids(self) -> None:
        """Bring on the grids."""
        rows, cols = self.made[0].field("geometry").field("output_size")
        height, width = self.made[0].field("geometry").field("input_size")
        names = (
            Statement("{a} × {b} units", a=rows, b=cols, color=self.theme.output).move_to(ABOVE * UP),
            Statement("{a} × {b} pixels", a=height, b=width, color=self.theme.input).move_to(BELOW * UP),
        )
        for name in names:
            name.shift((LEFT_EDGE - name.get_left()[0]) * RIGHT)
        with self.beat("grids", "One image, one grid of units above it, three times: who is wired to whom?"):
            self.heading = self.show_title()
            below = (FadeIn(panel.inputs, shift=0.2 * UP) for panel in self.panels)
            self.play(LaggedStart(*below, lag_ratio=0.3), FadeIn(names[1]), run_time=1.3)
            above = (FadeIn(panel.outputs, shift=0.2 * DOWN) for panel in self.panels)
            self.play(LaggedStart(*above, lag_ratio=0.3), FadeIn(names[0]), run_time=1.3)
            self.wait(1.2)

    def connect_all(self) -> None:
        """Wire the dense layer, unit by unit."""
        panel, dense = self.panels[0], self.made[0]
        pixels, units = dense.field("reads")[0, 0], dense.field("geometry").field("positions")
        (web,) = panel.web
        ends, first = web.ends, pixels.value
        opening = traced(grown_connections, pixels, units, 0)
        with self.beat("dense", DENSE, connections=dense.field("connections")):
            bars = self.table.add_bars(opening, opening)
            self.play(FadeOut(self.heading), FadeIn(self.name(0), self.table.names, *bars), run_time=0.7)
            one = panel.wires(list(dense.value)[:first], width=web.get_stroke_width())
            self.play(one[0].grow(run_time=1.8, lag=0.6), *self.table.grow(pixels, units, 0, 1, run_time=1.8))
            self.wait(0.3)
            web.lead(ends[first:])
            self.play(web.grow(lag=0.85, run_time=2.6), *self.table.grow(pixels, units, 1, units.value, run_time=2.6))
            self.remove(*one)
            web.lead(ends)
            for bar, count in zip(bars, both(dense)):
                bar.show(count)
            self.state("{p} pixels × {u} units = {n} connections", p=pixels, u=units, n=dense.field("connections"))
            self.wait(1.2)

    def keep_the_near(self) -> None:
        """Copy the dense wiring, and let what lies outside the windows go."""
        dense, panel, made = self.panels[0], self.panels[1], self.made[1]
        near = {(each.pixel, each.unit) for each in made.value}
        far = [each for each in self.made[0].value if (each.pixel, each.unit) not in near]
        lost = dense.wires(far, width=dense.web[0].get_stroke_width())
        kept = dense.wires(list(made.value), width=dense.web[0].get_stroke_width())
        with self.beat("local", LOCAL, connections=made.field("connections")):
            self.play(VGroup(lost, kept).animate.shift((panel.x - dense.x) * RIGHT), *self.clear_line(), run_time=0.9)
            lost[0].lead(panel.ends(far))
            bars = self.table.add_bars(*both(self.made[0]))
            self.play(FadeIn(self.name(1), *bars), run_time=0.5)
            rolls = (bar.roll_to(count, run_time=2.4) for bar, count in zip(bars, both(made)))
            self.play(
                lost[0].grow(run_time=2.4, lag=0.7, back=True),
                kept.animate(run_time=2.4).set_color(self.theme.kernel),
                *rolls,
            )
            self.remove(lost, kept)
            self.add(panel.web)
            height, width = made.field("geometry").field("kernel_size")
            line = "only a window of {h} × {w}: {n} connections, and still a weight for each"
            self.state(line, h=height, w=width, n=made.field("connections"))
            self.wait(1.2)

    def share_weights(self) -> None:
        """Copy the local wiring, and let its lines take the looks of the few weights of one kernel."""
        local, panel, made = self.panels[1], self.panels[2], self.made[2]
        plain = local.web.copy()
        self.key = KernelKey(panel, middle=np.array([-5.4, 0.55, 0.0]))
        with self.beat("shared", SHARED, weights=made.field("weights")):
            self.play(plain.animate.shift((panel.x - local.x) * RIGHT), *self.clear_line(), run_time=0.9)
            bars = self.table.add_bars(*both(self.made[1]))
            self.play(FadeIn(self.name(2), *bars, self.key[1:]), run_time=0.5)
            parts = panel.plain_web(like=plain[0])
            self.remove(plain)
            self.add(parts)
            steps = (
                AnimationGroup(FadeOut(part), FadeIn(wires), FadeIn(cell))
                for part, wires, cell in zip(parts, panel.web, self.key.cells)
            )
            self.play(
                LaggedStart(*steps, lag_ratio=0.6, run_time=2.8),
                bars[1].roll_to(made.field("weights"), run_time=2.8),
            )
            line = f"{{n}} connections as before, but {{w}} {self.weights_word}: the same at every place"
            self.state(line, n=made.field("connections"), w=made.field("weights"))
            self.wait(1.4)

    def walk_over_units(self) -> None:
        """Light what a unit reads, in all three layers at once."""
        with self.beat("reads", "What a unit reads: everything, or a window; the weights are new, or the same."):
            webs = [panel.web.animate.set_stroke(opacity=DIM) for panel in self.panels]
            self.start_walk((0, 0), *webs, of_unit=True)
            self.state_words("on each pixel stands the number of the weight that its line carries")
            self.wait(0.3)
            self.walk(self.parameters.middle())
            self.wait(1.5)

    def walk_over_pixels(self) -> None:
        """Light what a pixel feeds, in all three layers at once."""
        with self.beat("feeds", "What a pixel feeds: the same fan turned round, with its weights in reverse order."):
            self.start_walk((0, 0), *self.pointer.leave(), of_unit=False)
            self.state_words("now on each unit: the pixel feeds it through the weight of this number")
            self.wait(0.5)
            self.walk(self.parameters.pixel_below())
            self.wait(1.5)

    def start_walk(self, place: Place, *leaving: Any, of_unit: bool) -> None:
        """Light the lines of one place in every panel."""
        self.play(*leaving, *self.table.clear_last(), *self.clear_line(), run_time=0.5)
        self.pointer = Pointer(self.panels, place, of_unit=of_unit)
        row = self.table.count_last("this unit reads" if of_unit else "this pixel feeds", self.pointer.counts(place))
        self.play(FadeIn(*self.pointer.fans), row, run_time=0.6)
        self.play(*self.pointer.show_tags(place), run_time=0.4)

    def walk(self, end: Place) -> None:
        """Take the pointer one step on, then over all places in one sweep, and back to one in the middle."""
        second = self.pointer.everywhere[1]
        self.move([second], run_time=0.5)
        self.wait(0.4)
        self.move([*self.pointer.everywhere[1:], end], run_time=2.0)

    def move(self, places: list[Place], *, run_time: float) -> None:
        """Take the pointer from place to place, and number the lines of the last one."""
        pointer = self.pointer

        def counts_at(panel: int, share: float) -> Traced[int]:
            return pointer.counts(place_at(places, share))[panel]

        self.play(*pointer.hide_tags(), run_time=0.25)
        self.play(*pointer.sweep(places, run_time=run_time), *self.table.follow(counts_at, run_time=run_time))
        self.play(*pointer.show_tags(places[-1]), run_time=0.4)

    def compare(self) -> None:
        """Light all lines again, and hold the counts against each other."""
        with self.beat("ledgers", "Two savings, two ledgers: locality drops connections, sharing drops weights."):
            self.play(*self.pointer.leave(), *self.table.clear_last(), *self.clear_line(), run_time=0.5)
            webs = (panel.web.animate.set_stroke(opacity=1) for panel in self.panels)
            row = self.table.show_last("uses of a weight", [uses(made, color=self.theme.ink) for made in self.made])
            self.play(*webs, row, run_time=1.0)
            line = Statement(
                f"locality: {{a}} $->$ {{b}} connections $quad$ sharing: {{b}} $->$ {{c}} {self.weights_word}",
                color=self.theme.ink,
                **{name: made.field("connections") for name, made in zip("ab", self.made)},
                c=self.made[-1].field("weights"),
            )
            self.play(*self.show_line(line, LEFT_EDGE), run_time=0.6)
            self.wait(2.0)

    @property
    def weights_word(self) -> str:
        """What the weights of the kernel are called after their number."""
        return "weight" if self.made[-1].value.weights == 1 else "weights"

    def name(self, number: int) -> Typeset:
        """Return the heading of a panel."""
        name = words(NAMES[number], color=self.theme.kernel if number else self.theme.dense).set_baseline(HEADING)
        name.set_x(self.panels[number].x)
        return name

    def state(self, template: str, **sources: Any) -> None:
        """Put another statement on the running line."""
        line = Statement(template, color=self.theme.ink, size=LABEL, **sources)
        self.play(*self.show_line(line, LEFT_EDGE), run_time=0.4)

    def state_words(self, text: str) -> None:
        """Put words on the running line."""
        self.play(*self.show_line(words(text, color=self.theme.ink), LEFT_EDGE), run_time=0.4)


def both(made: Traced[Any]) -> tuple[Traced[int], Traced[int]]:
    """Return the connections and the weights of a layer."""
    return made.field("connections"), made.field("weights")


def uses(made: Traced[Any], *, color: ManimColor) -> Statement:
    """Return how often each weight of a layer is used."""
    ends = list(made.field("uses_range"))
    return Statement("{a} to {b}" if len(ends) > 1 else "{a}", color=color, font=DIGITS, a=ends[0], b=ends[-1])
