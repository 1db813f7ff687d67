"""From a cat's cortex to deep networks: what was shared, and how much, as sixty years go by."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, FadeIn, GrowArrow, LaggedStart, ReplacementTransform

from convmath.core.provenance import traced
from convmath.networks.sharing import bias_uses, sharing
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import LectureScene
from scenes.base.readout import Statement
from scenes.base.typesetting import LABEL, STATEMENT, words
from scenes.sixty_years.count_table import HEADING, LEFT_EDGE, SUM, CountTable
from scenes.sixty_years.fields import SPOKEN, CellPlane, CellWithFields, Pool, two_lines
from scenes.sixty_years.narration import NARRATIONS
from scenes.sixty_years.parameters import EXAMPLES, SixtyYearsParameters
from scenes.sixty_years.sharing_chart import SharingChart
from scenes.sixty_years.time_ruler import TimeRuler, row_heights
from scenes.sixty_years.words import describe
from scenes.sixty_years.zip_network import MIDDLE, ZipNetwork, first_layer_of

SIMPLE, COMPLEX = np.array([-0.65, 0.7, 0.0]), np.array([3.75, 0.7, 0.0])
SIDE, FIELD, ANGLE, PLANE_X, POOL_X = 3.2, 1.05, 30, 3.1, 5.75
SHIFTS = (0.98 * UP + 0.55 * LEFT, 0.3 * RIGHT, 0.98 * DOWN + 0.55 * LEFT)
PLANES, ANGLES = (2.4, 0.7, -1.0), (ANGLE, -ANGLE, 90)


class SixtyYears(LectureScene):
    """One place, several, every place; then the network of 1989, unit by unit; then all networks on one axis."""

    title = "From a cat's cortex to a network"
    summary = "One detector for every place: sharing was the point from the first networks on, as their ledgers show."
    Parameters = SixtyYearsParameters
    examples = EXAMPLES
    gif_beats = ("sharing",)
    narrations = NARRATIONS

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Look at cells, count a network's ledger layer by layer, and set it beside those that followed."""
        self.events = self.parameters.events()
        self.before = len(self.events) - len(self.parameters.networks())
        self.ruler = TimeRuler(self.events, heights=row_heights(self.before, len(self.events)), theme=self.theme)
        self.cells()
        self.planes()
        self.first_layer()
        self.other_layers()
        self.sums()
        self.one_axis()
        self.all_networks()

    def cells(self) -> None:
        """Show a field at one place, and at several."""
        theme = self.theme
        look: dict[str, Any] = {"side": SIDE, "size": FIELD, "angle": ANGLE, "theme": theme}
        simple = CellWithFields(SIMPLE, offsets=[np.zeros(3)], **look)
        self.complex = CellWithFields(COMPLEX, offsets=SHIFTS, **look)
        with self.beat("one-place", "In a cat's cortex, a simple cell answers to one pattern at one place."):
            self.show_title()
            self.play(Create(self.ruler.whole), run_time=0.5)
            self.play(*self.ruler.reach(0, run_time=0.5))
            self.play(simple.appear(run_time=2.0))
            self.play(
                FadeIn(two_lines(simple.frame, "simple cell", "a pattern at one place", theme=theme)), run_time=0.5
            )
            line = words(
                "a simple cell fires for light on the filled bar and darkness on the hollow ones", color=theme.ink
            )
            self.play(*self.show_line(line, LEFT_EDGE), run_time=0.5)
            self.wait(1.2)
            self.next_caption("A complex cell answers to the same pattern at any of several places.")
            self.play(*self.ruler.reach(1, run_time=0.5))
            self.play(self.complex.appear_from(simple, run_time=2.0))
            self.said = two_lines(self.complex.frame, "complex cell", "at any of several places", theme=theme)
            self.play(FadeIn(self.said), run_time=0.5)
            self.wait(1.2)
        self.simple = simple

    def planes(self) -> None:
        """Take the field to every place, make planes of more than one pattern, and let complex cells follow."""
        theme = self.theme
        every = CellPlane(SIMPLE, side=SIDE, count=4, angle=ANGLE, theme=theme)
        planes = [
            CellPlane(np.array([PLANE_X, y, 0.0]), side=1.5, count=4, angle=angle, theme=theme)
            for y, angle in zip(PLANES, ANGLES)
        ]
        pools = [Pool(np.array([POOL_X, y, 0.0]), side=1.1, count=3, theme=theme) for y in PLANES]
        with self.beat("every-place", "The neocognitron looks for one pattern at every place, with a plane of cells."):
            self.play(*self.all_leave_but(self.ruler.all_parts, self.simple.frame, *self.simple.fields), run_time=0.4)
            self.play(*self.ruler.reach(2, run_time=0.9))
            (field,) = self.simple.fields
            self.play(ReplacementTransform(field, every.fields[0]), FadeIn(every.frame), run_time=0.6)
            self.remove(self.simple.frame)
            copies = [every.fields[0].copy() for _ in every.fields[1:]]
            self.play(
                LaggedStart(*(ReplacementTransform(*pair) for pair in zip(copies, every.fields[1:])), lag_ratio=0.08),
                run_time=1.7,
            )
            self.play(
                ReplacementTransform(every.copy(), planes[0]),
                FadeIn(two_lines(every.frame, "one pattern", "at every place", theme=theme)),
                run_time=0.9,
            )
            self.play(LaggedStart(*map(FadeIn, planes[1:]), lag_ratio=0.5), run_time=0.9)
            arrows = [pool.arrow_from(plane) for plane, pool in zip(planes, pools)]
            heads = [
                words(text, color=theme.ink).set_baseline(SPOKEN[1]).set_x(x)
                for text, x in (("simple cells", PLANE_X), ("complex cells", POOL_X - 0.1))
            ]
            self.play(*map(GrowArrow, arrows), *map(FadeIn, (*pools, *heads)), run_time=0.8)
            line = words("the cells of a plane share their weights; each looks at another place", color=theme.ink)
            self.play(*self.ruler.reach(3, run_time=0.4), *self.show_line(line, LEFT_EDGE))
            self.wait(1.6)

    def first_layer(self) -> None:
        """Walk the window of one kernel over the digit, then take it to the other maps; count them."""
        theme, given = self.theme, self.parameters
        network = given.first()
        self.net = net = ZipNetwork(network, given.picture(), theme=theme)
        total = given.sharing(given.networks()[0])
        self.table = table = CountTable(given.layers(), total, biases=given.biases, theme=theme)
        window, maps = first_layer_of(network)
        caption = "A network reads a handwritten digit through a small window that moves over it."
        with self.beat("first-layer", caption, **window | maps):
            self.play(*self.ruler.reach(4, run_time=0.6))
            name = self.ruler.names[self.before]
            self.home = name.get_center()
            place = name.copy().set_baseline(HEADING).set_x(net.image.get_x()).get_center()
            self.play(*self.all_leave_but(name), run_time=0.4)
            self.line = None
            self.play(
                name.animate.move_to(place), FadeIn(net.image, net.unlit, *table.heads, table.names), run_time=0.7
            )
            net.sweep(0, 0, run_time=1).interpolate(0)
            self.play(Create(net.window), run_time=0.4)
            self.add(net.swept)
            self.state("one window of {a} × {b} weights, moved by {s} pixels", **window)
            self.play(net.sweep(0, 1 / 8, run_time=2.0))
            self.play(net.sweep(1 / 8, 1, run_time=1.8))
            self.next_caption("Each map has one kernel, which all of its units share: few parameters, many uses.")
            self.play(net.walk_back(run_time=0.6), net.other_maps(run_time=1.4))
            self.wait_for("maps")
            self.state("{n} maps of {h} × {w} units; all units of a map share one kernel of {a} × {b}", **maps)
            self.play(table.fill(0, run_time=2.4))
            self.wait(1.6)

    def other_layers(self) -> None:
        """Add the other layers, each with its column."""
        net, table = self.net, self.table
        layers = self.parameters.first().field("layers")
        second = layers[1].field("layer")
        kernel = second.field("geometry").field("kernel_size")
        with self.beat("layer-by-layer", "A second layer of shared kernels; the last two layers share nothing."):
            self.state(
                "{name}: each unit reads windows of {a} × {b} in {seen} of the {n} maps",
                name=layers[1].field("name"),
                a=kernel[0],
                b=kernel[1],
                seen=second.field("channels_seen"),
                n=second.field("in_channels"),
            )
            self.play(net.second_layer(run_time=1.8))
            self.play(table.fill(1, run_time=1.2))
            self.wait(0.8)
            self.state(
                "{first} and {last}: every unit reads everything, with weights of its own",
                first=layers[2].field("name"),
                last=layers[3].field("name"),
            )
            self.play(net.dense_layers(run_time=1.6))
            self.play(table.fill(2, run_time=0.8), table.fill(3, run_time=0.8))
            self.wait(1.4)

    def sums(self) -> None:
        """Add the columns up, as the paper does."""
        theme, given, table = self.theme, self.parameters, self.table
        event = given.networks()[0]
        network, total = event.field("network"), given.sharing(event)
        added = dict(zip("cpn", (total.field(name) for name in ("connections", "parameters", "uses"))))
        with self.beat("sums", "Added up, there are several connections for each parameter.", **added):
            self.play(table.add_up(run_time=1.2))
            name = event.value.name
            if given.biases:
                self.state("the sums are those that {name} print: a bias counts for every unit", name=name)
            else:
                self.state(
                    "with {n} biases, {name} count {c}",
                    n=traced(bias_uses, network),
                    name=name,
                    c=traced(sharing, network).field("connections"),
                )
            self.wait(1.6)
            self.uses = Statement("× {n:1}", color=theme.accent, size=STATEMENT, n=added["n"])
            self.uses.set_x(SUM).set_baseline(MIDDLE)
            self.state("{c} ÷ {p} = {n:1} connections for each parameter, on average", **added)
            self.play(FadeIn(self.uses, shift=0.2 * DOWN), run_time=0.4)
            self.wait(1.4)

    def state(self, template: str, **sources: Any) -> None:
        """Put another statement on the running line."""
        self.play(
            *self.show_line(Statement(template, color=self.theme.ink, size=LABEL, **sources), LEFT_EDGE), run_time=0.5
        )

    def one_axis(self) -> None:
        """Bring the sums to the ruler, and let the next network come."""
        given = self.parameters
        self.chart = chart = SharingChart(given.decades(), biases=given.biases, theme=self.theme)
        networks = given.networks()
        before, heights = self.before, self.ruler.heights
        self.rows = [chart.row(given.sharing(event), y) for event, y in zip(networks, heights[before:])]
        said = [chart.what(event.value.what, y) for event, y in zip(self.events[:before], heights)]
        sums = (self.table.parameters, self.table.connections)
        with self.beat("one-axis", "On one axis: a dot for the parameters, a ring for the connections."):
            name = self.ruler.names[before]
            self.play(*self.all_leave_but(*sums, name), run_time=0.5)
            self.line = None
            others = [part for part in self.ruler.all_parts if part is not name]
            self.play(name.animate.move_to(self.home), FadeIn(*others, chart.scale, chart.legend), run_time=0.8)
            self.play(self.rows[0].appear_from(*sums, run_time=1.8))
            self.play(LaggedStart(*map(FadeIn, said), lag_ratio=0.2), run_time=0.8)
            self.wait(0.6)
            self.play(*self.ruler.reach(before + 1, run_time=0.8))
            self.play(self.rows[1].appear(run_time=1.6))
            self.wait(1.4)

    def all_networks(self) -> None:
        """Let the other networks come in one sweep, then say how often each parameter is used."""
        with self.beat("sharing", "As time runs on, each parameter serves many connections: sharing is the point."):
            for number, row in enumerate(self.rows[2:], start=self.before + 2):
                self.play(*self.ruler.reach(number, run_time=0.5), row.appear(run_time=1.0))
            uses = [self.chart.uses, *(row.uses for row in self.rows)]
            self.play(LaggedStart(*map(FadeIn, uses), lag_ratio=0.3), run_time=1.4)
            line = words("without sharing, every connection would need a weight of its own", color=self.theme.ink)
            self.play(*self.show_line(line, LEFT_EDGE), run_time=0.5)
            self.wait(1.8)
