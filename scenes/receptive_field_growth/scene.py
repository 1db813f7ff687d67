"""The receptive field grows: layer by layer, a unit's cone opens down to a larger region of the input."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any

from manim import DOWN, RIGHT, UP, FadeIn, FadeOut, LaggedStart, Succession, VGroup

from convmath.core import facts
from convmath.core.provenance import Traced, traced
from convmath.images.photographs import photograph
from convmath.images.resampling import crop
from convmath.networks.cones import cone, plane_sizes
from convmath.networks.published import network_by_name
from convmath.networks.receptive_field import receptive_field, stage_fields
from convmath.networks.stacks import middle_unit
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import LectureScene
from scenes.base.links import PointableCell, PointableCells
from scenes.base.readout import Readout
from scenes.base.typesetting import Typeset
from scenes.receptive_field_growth.layer_plane import Footprint, Lattice
from scenes.receptive_field_growth.layer_stack import LayerStack
from scenes.receptive_field_growth.narration import LAYERS, NARRATIONS, STILL
from scenes.receptive_field_growth.nested_fields import NestedFields
from scenes.receptive_field_growth.parameters import EXAMPLES, GrowthParameters
from scenes.receptive_field_growth.stack_labels import FORMULA, dependence, growth_sum, heading, result, unit_count
from scenes.receptive_field_growth.unit_cone import FieldSweep, UnitCone, open_in_turn
from scenes.receptive_field_growth.words import describe

OUTERMOST, PLANE_HEIGHT, PLANE_LEVEL = 5.35, 3.6, 0.58
LOWERED = 0.36
"""How far down the picture stands while the title is over it."""

PHOTOGRAPH_HEIGHT = 4.7
EYE = {"top": 1, "left": 61}
"""Where to cut the photograph so that the cat's eye is in its middle."""

GAP = 0.55
PACES = (1.0, 0.65, 0.5)
"""How long the first, the second and every later layer take, against the first."""

CAPTIONS = (
    "A unit reads the few pixels under its kernel: they are its receptive field.",
    "One layer deeper, that field is carried from tap to tap; all it meets is seen.",
    "Each further layer adds its gaps, times its dilation, times all strides before it.",
)
"""What is said of the first, the second and every later layer."""

NO_GROWTH = "With a kernel of a single weight, a unit sees just what the unit below it sees."
"""What is said of a layer that adds nothing."""


class ReceptiveFieldGrowth(LectureScene):
    """Planes side by side; each layer carries the field of the one before it over its kernel's taps."""

    title = "How the receptive field grows"
    summary = "Layer by layer, one unit sees a larger region of the input."
    Parameters = GrowthParameters
    examples = EXAMPLES
    gif_beats = ("backwards",)
    narrations = NARRATIONS

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Show the input, then layer after layer; then the deepest cone in one go, and a published network."""
        self.layers = self.parameters.traced_layers()
        self.states = traced(receptive_field, self.layers)
        side = self.parameters.side()
        self.sizes = traced(plane_sizes, self.layers, side)
        below = [self.layers[:number] for number in range(len(self.states))]
        self.cones = [traced(cone, middle_unit(some.value, side), some, side) for some in below]
        self.stack = LayerStack(
            [Lattice(size[0], at.centre[0], at.jump[0]) for size, at in zip(self.sizes.value, self.states.value)],
            height=PLANE_HEIGHT,
            left=-OUTERMOST,
            right=OUTERMOST,
            level=PLANE_LEVEL,
            theme=self.theme,
        )
        self.link_cones()
        self.line: Typeset | None = None
        formula = Readout(facts.RECEPTIVE_FIELD_FORMULA, color=self.theme.muted, size=FORMULA)
        self.formula = self.on_running_line(formula, self.stack.get_left()[0])
        self.show_planes()
        for number in range(1, len(self.states)):
            self.add_layer(number, pace=PACES[min(number, len(PACES)) - 1])
        self.look_back()
        self.compare_stages()

    def link_cones(self) -> None:
        """Say of every unit which units it reads on each plane below it: its cone."""
        planes: list[PointableCells] = []
        for number, plane in enumerate(self.stack):
            corners = partial(plane.quad, (range(plane.units), range(plane.units)))
            read = partial(self.cone_of, list(planes), self.layers[:number].value) if planes else None
            planes.append(PointableCells(plane.sheet, (plane.units, plane.units), corners, read=read))
        self.point_at(*planes)

    def cone_of(self, planes: list[PointableCells], layers: Any, row: int, col: int) -> list[PointableCell]:
        """Return the units of some planes, the input's first, that are in the cone of a unit above them."""
        return [
            lattice[place]
            for lattice, below in zip(planes, cone((row, col), layers, self.sizes.value[0]))
            for place in product(below.rows, below.cols)
        ]

    def show_planes(self) -> None:
        """Bring on all planes, and light one pixel."""
        layers = [None, *self.layers]
        self.headings = [
            heading(layer, state, size, x=x, theme=self.theme)
            for layer, state, size, x in zip(layers, self.states, self.sizes, self.stack.places)
        ]
        self.cone = self.stack.cone(footprints(self.cones[0]))
        self.results = [self.result(0)]
        picture = VGroup(self.stack, *self.headings, self.cone, *self.results).shift(LOWERED * DOWN)
        with self.beat("one-pixel", "An image, and the layers stacked on it. One pixel sees only itself."):
            title = self.show_title()
            planes = (FadeIn(VGroup(plane, label), shift=0.2 * UP) for plane, label in zip(self.stack, self.headings))
            self.play(LaggedStart(*planes, lag_ratio=0.3), run_time=1.5)
            self.play(self.bring_forward(0), FadeIn(self.cone.unit, scale=1.6), run_time=0.6)
            self.play(FadeIn(*self.results, shift=0.15 * UP), run_time=0.6)
            self.wait(1.6)
        self.title_line, self.picture = title, picture

    def add_layer(self, number: int, pace: float) -> None:
        """Open the cone of one more layer: the field of the layer before it travels over the taps."""
        grows = self.layers.value[number - 1].kernel > 1
        caption = CAPTIONS[min(number, len(CAPTIONS)) - 1] if grows else NO_GROWTH
        said = LAYERS[min(number, len(LAYERS)) - 1] if grows else STILL
        with self.beat(f"layer-{number}", caption, said, n=self.states[number].field("size")[0]):
            if number == 1:
                rise = self.picture.animate.shift(LOWERED * UP)
                self.play(FadeOut(self.title_line), rise, FadeIn(self.formula, shift=0.15 * UP), run_time=0.8)
            old, new = self.cone, self.stack.cone(footprints(self.cones[number]))
            arrive = (self.bring_forward(number), FadeIn(new.unit, scale=1.6), old.become_tap())
            self.play(*arrive, *self.leave_line(), run_time=0.6)
            growth, kernel = self.states[number].field("growth")[0], self.layers[number - 1].field("kernel")
            line = self.on_running_line(growth_sum(growth, kernel, theme=self.theme), self.formula.get_right()[0] + GAP)
            line["new"].set_opacity(0)
            self.play(new.frusta[-1].open(), FadeIn(line), run_time=0.9)
            self.line = line
            self.carry(old, new, number, run_time=max(1.0, 2.6 * pace))
            self.play(
                FadeOut(old),
                *new.light_up(),
                *open_in_turn(new.frusta[:-1], run_time=0.7),
                line["new"].animate.set_opacity(1),
            )
            if "[mark sees]" in said:
                self.wait_for("sees")
            self.land_result(number, line)
            self.cone = new
            self.wait(0.4 + 0.8 * pace)

    def carry(self, old: UnitCone, new: UnitCone, number: int, *, run_time: float) -> None:
        """Carry the old cone over the taps of the new one; what it passes over stays lit."""
        rows, cols = footprints(self.cones[number])[-2]
        taps = [(row, col) for place, row in enumerate(rows) for col in (cols, cols[::-1])[place % 2]]
        stops = [self.stack[number - 1][tap].get_center() for tap in taps]
        seen = [footprints(traced(cone, tap, self.layers[: number - 1], self.sizes[0])) for tap in taps]
        self.play(old.animate.shift(stops[0] - old.unit.get_center()), run_time=0.5)
        self.play(FieldSweep(old, stops, new.as_passed().cells, list(zip(*seen)), run_time=run_time))

    def land_result(self, number: int, line: Typeset) -> None:
        """Let the sum become the size under the layer's plane, and add what that covers."""
        column = self.result(number)
        sees, *rest = column
        sizes = sees.numbers("n")
        word = VGroup(*(glyph for glyph in sees if glyph not in sizes))
        start = line["new"].get_center()
        self.play(FadeIn(word), *(FadeIn(size, target_position=start) for size in sizes), run_time=0.7)
        self.remove(word, *sizes)
        self.add(sees)
        self.play(FadeIn(VGroup(*rest), shift=0.15 * UP), run_time=0.4)
        self.results.append(column)

    def look_back(self) -> None:
        """Open the deepest unit's cone in one go, with the number of units it holds on each plane."""
        seen, every = (self.cones[-1][0].field(name) for name in ("count", "area"))
        caption = "Read backwards: everything in this cone can change what the one unit says."
        with self.beat("backwards", caption, seen=seen, all=every):
            old, deepest = self.cone, self.cones[-1]
            self.cone = new = self.stack.cone(footprints(deepest))
            counts = [
                unit_count(plane, "unit" if number else "pixel", x=x, theme=self.theme)
                for number, (plane, x) in enumerate(zip(deepest, self.stack.places))
            ]
            leaving = (FadeOut(gone) for gone in (old, *self.results, self.formula))
            self.play(*leaving, *self.leave_line(), FadeIn(new.unit), FadeIn(counts[-1]), run_time=0.6)
            for frustum, cells, count in reversed(list(zip(new.frusta, new.cells, counts))):
                self.play(frustum.open(), run_time=0.6)
                self.play(FadeIn(cells), FadeIn(count, shift=0.15 * UP), run_time=0.5)
            number = self.states[-1].field("growth")[0].field("number")
            self.line = self.on_running_line(dependence(number, deepest[0], theme=self.theme), self.stack.get_left()[0])
            self.play(FadeIn(self.line, shift=0.15 * UP), run_time=0.6)
            self.results = counts
            self.wait(1.4)

    def compare_stages(self) -> None:
        """Draw the fields of a published network's stages, nested, on a photograph."""
        network = traced(network_by_name, facts.VGG_16.text)
        stages = traced(stage_fields, network)
        caption = "The same rule in a real network: pooling doubles the steps, so fields soar."
        with self.beat("a-real-network", caption, n=[*stages][-1].field("state").field("size")[0]):
            _, height, width = network.value.input_shape
            image = traced(crop, traced(photograph, "cat"), **EYE, height=height, width=width)
            fields = NestedFields(image, facts.VGG_16, stages, height=PHOTOGRAPH_HEIGHT, theme=self.theme)
            self.play(FadeOut(self.stack, self.cone, self.line, *self.headings, *self.results), run_time=0.5)
            self.formula.shift((fields.left - self.formula.get_left()[0]) * RIGHT)
            self.play(FadeIn(self.formula), FadeIn(fields.image), FadeIn(fields.title), run_time=0.9)
            self.play(Succession(*(fields.grow(stage, run_time=1.0) for stage in range(len(stages)))))
            self.wait(2.0)

    def leave_line(self) -> list[Any]:
        """Return the animations with which the last layer's sum leaves, if there is one."""
        line, self.line = self.line, None
        return [FadeOut(line)] if line is not None else []

    def bring_forward(self, number: int) -> Any:
        """Return the animation that brings one plane's heading forward."""
        return self.headings[number].animate.set_color(self.theme.ink)

    def result(self, number: int) -> VGroup:
        """Return what is known about a unit of one plane."""
        return result(self.states[number], self.cones[number][0], x=self.stack.places[number], theme=self.theme)


def footprints(planes: Traced[Any]) -> list[Footprint]:
    """Return the rows and columns of each plane of a cone."""
    return [(plane.rows, plane.cols) for plane in planes.value]
